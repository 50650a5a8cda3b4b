import { expect, it } from 'vitest';
import {
  castOf,
  deadShare,
  dimRamp,
  latticeOf,
} from '../../../../../app/cli/measure/picture-faults.ts';

const SIZE = { width: 64, height: 48 };
const paint = (at: (x: number, y: number, channel: number) => number) =>
  Float32Array.from({ length: 3 * SIZE.width * SIZE.height }, (_, i) =>
    at(
      i % SIZE.width,
      Math.floor(i / SIZE.width) % SIZE.height,
      Math.floor(i / SIZE.width / SIZE.height),
    ),
  );
const waves = (x: number, y: number) =>
  0.5 + 0.2 * Math.sin(x * 0.31 + y * 0.17) * Math.sin(y * 0.23);

it('finds a checkerboard, and how strong it is, over any picture', () => {
  const plain = paint(waves);
  const checked = paint((x, y) => waves(x, y) + ((x + y) % 2 === 0 ? 0.03 : -0.03));
  expect(latticeOf(plain, SIZE, 2)).toBeLessThan(0.003);
  expect(latticeOf(checked, SIZE, 2)).toBeCloseTo(0.03, 2);
  const grid = paint((x, y) => waves(x, y) + (x % 8 === 0 && y % 8 === 0 ? 0.4 : 0));
  expect(latticeOf(plain, SIZE, 8)).toBeLessThan(0.01);
  expect(latticeOf(grid, SIZE, 8)).toBeGreaterThan(0.04);
});

it('finds patches in which nothing is left', () => {
  const picture = paint(waves);
  expect(deadShare(picture, picture, SIZE)).toBe(0);
  const half = paint((x, y) => (x < 32 ? 0.5 : waves(x, y)));
  const share = deadShare(half, picture, SIZE);
  expect(share).toBeGreaterThan(0.3);
  expect(share).toBeLessThan(0.7);
});

it('tells a cast from grey', () => {
  expect(castOf(dimRamp(SIZE), SIZE)).toBeCloseTo(0, 6);
  expect(
    castOf(
      paint((_x, _y, channel) => (channel === 0 ? 0.4 : 0.1)),
      SIZE,
    ),
  ).toBeCloseTo(0.2, 6);
});
