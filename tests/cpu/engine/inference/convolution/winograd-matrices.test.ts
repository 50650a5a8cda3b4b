import { describe, expect, it } from 'vitest';
import {
  combination,
  transformWeights,
  winogradMatrices,
} from '../../../../../engine/inference/convolution/winograd-matrices.ts';

const wave = (i: number) => Math.sin(i * 1.7 + 0.3);

function multiply(a: readonly (readonly number[])[], b: readonly (readonly number[])[]) {
  return a.map((row) =>
    (b[0] ?? []).map((_, j) => row.reduce((sum, x, k) => sum + x * (b[k]?.[j] ?? 0), 0)),
  );
}

const transposed = (a: readonly (readonly number[])[]) =>
  (a[0] ?? []).map((_, j) => a.map((row) => row[j] ?? 0));

describe.each([2, 4] as const)('the matrices of F(%i, 3)', (outputs) => {
  const matrices = winogradMatrices[outputs];
  const { side, input, output } = matrices;
  const tile = Array.from({ length: side }, (_, y) =>
    Array.from({ length: side }, (_, x) => wave(y * side + x)),
  );
  const window = (y: number, x: number) => wave(100 + y * 3 + x);

  it('give what sliding the window gives', () => {
    const values = multiply(multiply(input, tile), transposed(input));
    const weights = transformWeights(window, matrices);
    const products = values.map((row, y) => row.map((v, x) => v * (weights[y * side + x] ?? 0)));
    const results = multiply(multiply(output, products), transposed(output));
    for (let y = 0; y < outputs; y++) {
      for (let x = 0; x < outputs; x++) {
        let sum = 0;
        for (let i = 0; i < 9; i++) {
          const [dy, dx] = [Math.floor(i / 3), i % 3];
          sum += window(dy, dx) * (tile[y + dy]?.[x + dx] ?? 0);
        }
        expect(results[y]?.[x]).toBeCloseTo(sum, 10);
      }
    }
  });
});

it('writes a row of a matrix as WGSL', () => {
  expect(combination([4, 0, -5, 1], ['a', 'b', 'c', 'd'])).toBe('4.0 * a - 5.0 * c + d');
  expect(combination([0, -1, 2], ['a', 'b', 'c'])).toBe('- b + 2.0 * c');
});
