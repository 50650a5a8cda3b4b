import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  broadcastShapes,
  broadcastStrides,
  elementCount,
  intTensor,
  normalizeAxis,
  type Shape,
  stridesOf,
  tensor,
  zeros,
} from '../../../../engine/inference/tensor.ts';

const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });

/** Two shapes that broadcast: some axes of one shape made 1 or left out on either side. */
const pairs = fc
  .tuple(shapes, fc.infiniteStream(fc.boolean()), fc.nat(4), fc.nat(4))
  .map(([whole, flips, leftOut, rightOut]) => {
    const thin = () => whole.map((extent) => (flips.next().value ? 1 : extent));
    return [thin().slice(leftOut), thin().slice(rightOut)] as const;
  });

/** NumPy's rule in words: axes aligned at the end, a missing one counts as 1. */
function broadcastByHand(a: Shape, b: Shape): number[] | null {
  const rank = Math.max(a.length, b.length);
  const result: number[] = [];
  for (let fromEnd = 1; fromEnd <= rank; fromEnd++) {
    const extents = [a[a.length - fromEnd] ?? 1, b[b.length - fromEnd] ?? 1];
    const larger = extents.filter((extent) => extent !== 1);
    if (larger.length === 2 && larger[0] !== larger[1]) return null;
    result.unshift(larger[0] ?? 1);
  }
  return result;
}

/** Coordinates of every element of a shape, in order. */
function coordinates(shape: Shape): number[][] {
  return shape.reduce<number[][]>(
    (all, extent) => all.flatMap((one) => Array.from({ length: extent }, (_, i) => [...one, i])),
    [[]],
  );
}

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);

describe('shapes', () => {
  it('lie row-major: strides lead the coordinates in order to 0, 1, 2, …', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const offsets = coordinates(shape).map((place) => dot(place, stridesOf(shape)));
        expect(offsets).toEqual(Array.from({ length: elementCount(shape) }, (_, i) => i));
      }),
    );
  });

  it('broadcast by NumPy’s rule', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        expect(broadcastShapes(a, b)).toEqual(broadcastByHand(a, b));
      }),
    );
  });

  it('broadcast, or are refused, as the rule in words says', () => {
    fc.assert(
      fc.property(shapes, shapes, (a, b) => {
        const expected = broadcastByHand(a, b);
        if (expected) expect(broadcastShapes(a, b)).toEqual(expected);
        else expect(() => broadcastShapes(a, b)).toThrow(/be equal or 1 in every axis/);
      }),
    );
  });

  it('are read over a larger shape with the coordinates of repeated axes held at 0', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const over = broadcastShapes(a, b);
        const strides = broadcastStrides(a, over);
        for (const place of coordinates(over)) {
          const own = place.slice(over.length - a.length).map((i, axis) => (a[axis] === 1 ? 0 : i));
          expect(dot(place, strides)).toBe(dot(own, stridesOf(a)));
        }
      }),
    );
  });

  it('count axes from either end', () => {
    expect([0, 2, -1, -3].map((axis) => normalizeAxis(axis, 3))).toEqual([0, 2, 2, 0]);
    for (const axis of [3, -4, 0.5, Number.NaN]) {
      expect(() => normalizeAxis(axis, 3)).toThrow('An axis must lie between -3 and 2');
    }
  });
});

describe('tensors', () => {
  it('hold as many numbers as their shape says', () => {
    expect(tensor([2, 2], [1, 2, 3, 4]).data).toEqual(Float32Array.of(1, 2, 3, 4));
    expect(intTensor([], [7]).data).toEqual(Int32Array.of(7));
    expect(() => tensor([2, 3], [1, 2])).toThrow(/hold 6 numbers for its shape \[2, 3\], got 2/);
    expect(() => intTensor([0], [1])).toThrow(/hold 0 numbers/);
  });

  it('of zeros have the array of their type', () => {
    expect(zeros({ dtype: 'f32', shape: [2] }).data).toEqual(new Float32Array(2));
    expect(zeros({ dtype: 'i32', shape: [3] }).data).toEqual(new Int32Array(3));
    expect(zeros({ dtype: 'i8', shape: [5] }).data).toEqual(new Int8Array(5));
  });
});
