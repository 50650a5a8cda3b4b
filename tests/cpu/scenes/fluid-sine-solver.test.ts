import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSineTables } from '../../../scenes/fluid/sine-solver.ts';

/** Solves as scenes/fluid/shaders/coarsest.wgsl does, in double precision. */
function solve(rhs: readonly number[], width: number, height: number): number[] {
  const { across, down, weight } = createSineTables({ width, height });
  const cells = Array.from({ length: width * height }, (_, i) => [
    i % width,
    Math.floor(i / width),
  ]);
  const sumOf = (values: readonly number[], wave: (x: number, y: number) => number) =>
    values.reduce((sum, value, i) => sum + value * wave(i % width, Math.floor(i / width)), 0);
  const waves = cells.map(
    ([k = 0, l = 0], i) =>
      (weight[i] ?? 0) *
      sumOf(rhs, (x, y) => (across[k * width + x] ?? 0) * (down[l * height + y] ?? 0)),
  );
  return cells.map(([x = 0, y = 0]) =>
    sumOf(waves, (k, l) => (across[k * width + x] ?? 0) * (down[l * height + y] ?? 0)),
  );
}

/** Neighbours minus four times the cell; the cell beyond the border is minus the cell. */
function laplacian(values: readonly number[], width: number, height: number): number[] {
  return values.map((value, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    const at = (column: number, row: number) =>
      column < 0 || row < 0 || column >= width || row >= height
        ? -value
        : (values[row * width + column] ?? 0);
    return at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1) - 4 * value;
  });
}

describe('the sine solver', () => {
  test('solves any level to the precision of its tables', () => {
    const level = fc
      .record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 9 }) })
      .chain(({ width, height }) =>
        fc.record({
          width: fc.constant(width),
          height: fc.constant(height),
          rhs: fc.array(fc.double({ min: -5, max: 5, noNaN: true }), {
            minLength: width * height,
            maxLength: width * height,
          }),
        }),
      );
    fc.assert(
      fc.property(level, ({ width, height, rhs }) => {
        const back = laplacian(solve(rhs, width, height), width, height);
        for (const [i, value] of rhs.entries()) expect(back[i]).toBeCloseTo(value, 4);
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});
