import { expect, it } from 'vitest';
import { tentTaps } from '../../../../../engine/inference/picture/tent-filter.ts';

/** `(7 y y + 3 x x + 5 x y) % 17 / 16`, 5 rows of 7. */
const source = (x: number, y: number) => ((7 * y * y + 3 * x * x + 5 * x * y) % 17) / 16;

function resized(width: number, height: number): number[] {
  return tentTaps(5, height).flatMap((down) =>
    tentTaps(7, width).map((across) =>
      down.weights.reduce(
        (sum, rowWeight, row) =>
          sum +
          across.weights.reduce(
            (line, weight, column) =>
              line + rowWeight * weight * source(across.first + column, down.first + row),
            0,
          ),
        0,
      ),
    ),
  );
}

// Pillow 13.0.0: Image.fromarray(values, 'F').resize((width, height), Image.BILINEAR).
it.each([
  [3, 2, [0.52638, 0.62533, 0.44318, 0.68121, 0.53727, 0.403]],
  [
    9,
    3,
    [
      0.1875, 0.40179, 0.61607, 0.75198, 0.75893, 0.70337, 0.51885, 0.40774, 0.45536, 0.64583,
      0.63657, 0.58256, 0.50077, 0.43056, 0.56019, 0.37346, 0.30324, 0.52083, 0.67857, 0.83929,
      0.72123, 0.55853, 0.85714, 0.26687, 0.4752, 0.57143, 0.16071,
    ],
  ],
])('resizes to %i × %i as Pillow does', (width, height, expected) => {
  const actual = resized(width, height);
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    expect(actual[i]).toBeCloseTo(value, 4);
  });
});
