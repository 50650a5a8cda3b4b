import { roundUp } from '../../../engine/core/numeric.ts';
import { type ProductExports, productModule, TILE } from './product-module.ts';

/** A matrix product on the processor: `result[rows, columns] += left[rows, inner] * right[inner, columns]`. */
export interface ProductShape {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

const FLOAT_BYTES = 4;
const PAGE_BYTES = 65_536;

/** The module on memory of its own, grown as needed; null where there is no SIMD. */
function openModule(): ProductExports | null {
  const bytes = productModule();
  if (!globalThis.WebAssembly?.validate(bytes)) return null;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  return exports as unknown as ProductExports;
}

let opened: ProductExports | null | undefined;

/**
 * Adds a matrix product to `result`: in f32 by WebAssembly where there is SIMD, else as
 * {@link addProductPlainly} does.
 * @param left `[rows, inner]` @param right `[inner, columns]` @param result `[rows, columns]`
 */
export function addProduct(
  left: Float64Array,
  right: Float64Array,
  result: Float64Array,
  shape: ProductShape,
): void {
  if (opened === undefined) opened = openModule();
  if (opened) addBySimd(opened, left, right, { result, shape });
  else addProductPlainly(left, right, result, shape);
}

function addBySimd(
  { memory, multiply }: ProductExports,
  left: Float64Array,
  right: Float64Array,
  { result, shape }: { readonly result: Float64Array; readonly shape: ProductShape },
): void {
  const { rows, inner, columns } = shape;
  const [high, wide] = [roundUp(rows, TILE.rows), roundUp(columns, TILE.columns)];
  const [rightAt, resultAt] = [high * inner, (high + wide) * inner];
  const bytes = (resultAt + high * wide) * FLOAT_BYTES;
  if (memory.buffer.byteLength < bytes) {
    memory.grow(Math.ceil((bytes - memory.buffer.byteLength) / PAGE_BYTES));
  }
  const floats = new Float32Array(memory.buffer);
  for (let row = 0; row < high; row++) {
    const start = (row - (row % TILE.rows)) * inner + (row % TILE.rows);
    for (let i = 0; i < inner; i++) {
      floats[start + i * TILE.rows] = row < rows ? (left[row * inner + i] as number) : 0;
    }
  }
  for (let i = 0; i < inner; i++) {
    const start = rightAt + i * wide;
    floats.set(right.subarray(i * columns, (i + 1) * columns), start);
    floats.fill(0, start + columns, start + wide);
  }
  multiply(0, rightAt * FLOAT_BYTES, resultAt * FLOAT_BYTES, high, inner, wide);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      result[at] = (result[at] as number) + (floats[resultAt + row * wide + column] as number);
    }
  }
}

/**
 * Adds a matrix product to `result`, four rows by four columns at a time: sixteen sums stay in
 * registers.
 * @param left `[rows, inner]` @param right `[inner, columns]` @param result `[rows, columns]`
 */
export function addProductPlainly(
  left: Float64Array,
  right: Float64Array,
  result: Float64Array,
  { rows, inner, columns }: ProductShape,
): void {
  const [wholeRows, wholeColumns] = [rows & ~3, columns & ~3];
  for (let row = 0; row < wholeRows; row += 4) {
    for (let column = 0; column < wholeColumns; column += 4) {
      addTile(left, right, result, { row, column, inner, columns });
    }
  }
  const rest = (fromRow: number, toRow: number, fromColumn: number, toColumn: number) => {
    for (let row = fromRow; row < toRow; row++) {
      for (let column = fromColumn; column < toColumn; column++) {
        let sum = 0;
        for (let i = 0; i < inner; i++) {
          sum += (left[row * inner + i] as number) * (right[i * columns + column] as number);
        }
        result[row * columns + column] = (result[row * columns + column] as number) + sum;
      }
    }
  };
  rest(wholeRows, rows, 0, columns);
  rest(0, wholeRows, wholeColumns, columns);
}

function addTile(
  left: Float64Array,
  right: Float64Array,
  result: Float64Array,
  tile: { row: number; column: number; inner: number; columns: number },
): void {
  const { row, column, inner, columns } = tile;
  let [a00, a01, a02, a03, a10, a11, a12, a13] = [0, 0, 0, 0, 0, 0, 0, 0];
  let [a20, a21, a22, a23, a30, a31, a32, a33] = [0, 0, 0, 0, 0, 0, 0, 0];
  let at = row * inner;
  let from = column;
  for (let i = 0; i < inner; i++) {
    const l0 = left[at] as number;
    const l1 = left[at + inner] as number;
    const l2 = left[at + 2 * inner] as number;
    const l3 = left[at + 3 * inner] as number;
    const r0 = right[from] as number;
    const r1 = right[from + 1] as number;
    const r2 = right[from + 2] as number;
    const r3 = right[from + 3] as number;
    a00 += l0 * r0;
    a01 += l0 * r1;
    a02 += l0 * r2;
    a03 += l0 * r3;
    a10 += l1 * r0;
    a11 += l1 * r1;
    a12 += l1 * r2;
    a13 += l1 * r3;
    a20 += l2 * r0;
    a21 += l2 * r1;
    a22 += l2 * r2;
    a23 += l2 * r3;
    a30 += l3 * r0;
    a31 += l3 * r1;
    a32 += l3 * r2;
    a33 += l3 * r3;
    at += 1;
    from += columns;
  }
  const start = row * columns + column;
  addRow(result, start, a00, a01, a02, a03);
  addRow(result, start + columns, a10, a11, a12, a13);
  addRow(result, start + 2 * columns, a20, a21, a22, a23);
  addRow(result, start + 3 * columns, a30, a31, a32, a33);
}

function addRow(
  result: Float64Array,
  at: number,
  a: number,
  b: number,
  c: number,
  d: number,
): void {
  result[at] = (result[at] as number) + a;
  result[at + 1] = (result[at + 1] as number) + b;
  result[at + 2] = (result[at + 2] as number) + c;
  result[at + 3] = (result[at + 3] as number) + d;
}

/** A matrix turned: `[rows, columns]` to `[columns, rows]`. */
export function turned(matrix: ArrayLike<number>, rows: number, columns: number): Float64Array {
  const result = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = matrix[row * columns + column] as number;
    }
  }
  return result;
}
