/**
 * Matrices of minimal filtering `F(m × m, 3 × 3)`: a tile of `m + 2` values a side gives `m` results.
 * @source A. Lavin, S. Gray, "Fast Algorithms for Convolutional Neural Networks", 2016, section 4
 */
export interface WinogradMatrices {
  /** Results of a tile along one side. */
  readonly outputs: number;
  /** Values of a tile along one side. */
  readonly side: number;
  /** `[side][side]`: values of a tile. */
  readonly input: readonly (readonly number[])[];
  /** `[side][3]`: weights. */
  readonly weights: readonly (readonly number[])[];
  /** `[outputs][side]`: results. */
  readonly output: readonly (readonly number[])[];
}

/** F(2 × 2, 3 × 3): 2.25 times fewer multiplications. */
const F2: WinogradMatrices = {
  outputs: 2,
  side: 4,
  input: [
    [1, 0, -1, 0],
    [0, 1, 1, 0],
    [0, -1, 1, 0],
    [0, 1, 0, -1],
  ],
  weights: [
    [1, 0, 0],
    [1 / 2, 1 / 2, 1 / 2],
    [1 / 2, -1 / 2, 1 / 2],
    [0, 0, 1],
  ],
  output: [
    [1, 1, 1, 0],
    [0, 1, -1, -1],
  ],
};

/** F(4 × 4, 3 × 3): 4 times fewer multiplications, errors of some 1e-6 in f32. */
const F4: WinogradMatrices = {
  outputs: 4,
  side: 6,
  input: [
    [4, 0, -5, 0, 1, 0],
    [0, -4, -4, 1, 1, 0],
    [0, 4, -4, -1, 1, 0],
    [0, -2, -1, 2, 1, 0],
    [0, 2, -1, -2, 1, 0],
    [0, 4, 0, -5, 0, 1],
  ],
  weights: [
    [1 / 4, 0, 0],
    [-1 / 6, -1 / 6, -1 / 6],
    [-1 / 6, 1 / 6, -1 / 6],
    [1 / 24, 1 / 12, 1 / 6],
    [1 / 24, -1 / 12, 1 / 6],
    [0, 0, 1],
  ],
  output: [
    [1, 1, 1, 1, 1, 0],
    [0, 1, -1, 2, -2, 0],
    [0, 1, 1, 4, 4, 0],
    [0, 1, -1, 8, -8, 1],
  ],
};

/** Matrices by results of a tile along one side. */
export const winogradMatrices = { 2: F2, 4: F4 } as const;

/** The 3 × 3 weights of one channel, transformed: `[side × side]`, row by row. */
export function transformWeights(
  window: (row: number, column: number) => number,
  { weights, side }: WinogradMatrices,
): number[] {
  const half = weights.map((row) =>
    [0, 1, 2].map((column) => row.reduce((sum, factor, i) => sum + factor * window(i, column), 0)),
  );
  return Array.from({ length: side * side }, (_, place) =>
    (weights[place % side] ?? []).reduce(
      (sum, factor, i) => sum + factor * (half[Math.floor(place / side)]?.[i] ?? 0),
      0,
    ),
  );
}

/** WGSL of a row of a matrix times values: `4.0 * a + b - c`. */
export function combination(row: readonly number[], values: readonly string[]): string {
  const terms = row.flatMap((factor, i) => {
    if (factor === 0) return [];
    const size = Math.abs(factor) === 1 ? '' : `${Math.abs(factor).toFixed(1)} * `;
    return [`${factor < 0 ? '-' : '+'} ${size}${values[i]}`];
  });
  return terms.join(' ').replace(/^\+ /, '');
}
