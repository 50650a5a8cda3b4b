/**
 * Turns matrices that lie one behind the other: `[count, rows, columns]` to
 * `[count, columns, rows]`. Pictures so change between planes and pixels.
 */
export function matricesTurned(
  values: Float32Array,
  size: { readonly count: number; readonly rows: number; readonly columns: number },
): Float32Array<ArrayBuffer> {
  const { count, rows, columns } = size;
  const turned = new Float32Array(count * rows * columns);
  for (let matrix = 0; matrix < count; matrix++) {
    const start = matrix * rows * columns;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        turned[start + column * rows + row] = values[start + row * columns + column] ?? 0;
      }
    }
  }
  return turned;
}
