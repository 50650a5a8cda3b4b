/** The product of a matrix with vectors. */
export interface PackedProduct {
  /** `[rows]` sums of the last product, then zeros to a whole group; the same array always. */
  readonly sums: Float64Array;
  /** Computes `sums[i] = bias[i] + weight[i] . x`. Allocates nothing. */
  apply(x: Float64Array): void;
}

/** Rows that are multiplied side by side, so that their sums do not wait for each other. */
const ABREAST = 4;

/** Makes the product with `weight` `[rows, width]` and `bias` `[rows]`. */
export function createPackedProduct(
  weight: ArrayLike<number>,
  bias: ArrayLike<number>,
): PackedProduct {
  const width = weight.length / bias.length;
  const size = Math.ceil(bias.length / ABREAST) * ABREAST;
  const packed = new Float64Array(size * width); // [group, column, row of the group]
  const sums = new Float64Array(size);
  const biases = new Float64Array(size);
  biases.set(bias);
  for (let row = 0; row < bias.length; row++) {
    const first = (row - (row % ABREAST)) * width + (row % ABREAST);
    for (let k = 0; k < width; k++) {
      packed[first + k * ABREAST] = weight[row * width + k] as number;
    }
  }
  return {
    sums,
    apply(x) {
      let at = 0;
      for (let row = 0; row < size; row += ABREAST) {
        let a = biases[row] as number;
        let b = biases[row + 1] as number;
        let c = biases[row + 2] as number;
        let d = biases[row + 3] as number;
        for (let k = 0; k < width; k++, at += ABREAST) {
          const value = x[k] as number;
          a += (packed[at] as number) * value;
          b += (packed[at + 1] as number) * value;
          c += (packed[at + 2] as number) * value;
          d += (packed[at + 3] as number) * value;
        }
        sums[row] = a;
        sums[row + 1] = b;
        sums[row + 2] = c;
        sums[row + 3] = d;
      }
    },
  };
}
