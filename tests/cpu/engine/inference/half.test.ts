import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHalf, fromHalfArray, toHalf, toHalfArray } from '../../../../engine/inference/half.ts';

describe('binary16', () => {
  // IEEE 754-2019, table 3.5 and clause 4.3.1: edges of the format, and ties to even.
  it.each([
    ['zero', 0, 0x0000],
    ['negative zero', -0, 0x8000],
    ['one', 1, 0x3c00],
    ['minus two', -2, 0xc000],
    ['a third', 1 / 3, 0x3555],
    ['pi', Math.PI, 0x4248],
    ['the largest', 65504, 0x7bff],
    ['just below half a step above the largest', 65519.99, 0x7bff],
    ['half a step above the largest', 65520, 0x7c00],
    ['infinity', Number.POSITIVE_INFINITY, 0x7c00],
    ['minus infinity', Number.NEGATIVE_INFINITY, 0xfc00],
    ['beyond f32', 1e300, 0x7c00],
    ['the smallest normal', 2 ** -14, 0x0400],
    ['the largest subnormal', 1023 * 2 ** -24, 0x03ff],
    ['the smallest subnormal', 2 ** -24, 0x0001],
    ['half the smallest, tied to even', 2 ** -25, 0x0000],
    ['just above half the smallest', 2 ** -25 * 1.0001, 0x0001],
    ['three halves of the smallest, tied to even', 1.5 * 2 ** -24, 0x0002],
    ['below half the smallest', 2 ** -26, 0x0000],
    ['a subnormal of f32', 1e-40, 0x0000],
    ['a tie down to even', 1 + 2 ** -11, 0x3c00],
    ['a tie up to even', 1 + 3 * 2 ** -11, 0x3c02],
    ['above a tie', 1 + 2 ** -11 + 2 ** -20, 0x3c01],
  ])('has %s', (_, value, bits) => expect(toHalf(value)).toBe(bits));

  it('keeps NaN', () => {
    expect(fromHalf(toHalf(Number.NaN))).toBeNaN();
    expect(fromHalf(0x7c01)).toBeNaN();
  });

  it('gives back each of its 65,536 words, NaN apart', () => {
    const wrong: number[] = [];
    for (let bits = 0; bits < 0x10000; bits++) {
      const value = fromHalf(bits);
      if (!Number.isNaN(value) && toHalf(value) !== bits) wrong.push(bits);
    }
    expect(wrong).toEqual([]);
  });

  it('is the nearest number there is', () => {
    fc.assert(
      fc.property(fc.float({ min: -65504, max: 65504, noNaN: true }), (value) => {
        const bits = toHalf(value);
        const error = Math.abs(fromHalf(bits) - value);
        for (const neighbour of [bits - 1, bits + 1]) {
          const other = fromHalf(neighbour & 0xffff);
          if (Number.isFinite(other)) expect(error).toBeLessThanOrEqual(Math.abs(other - value));
        }
      }),
    );
  });

  it('goes through arrays', () => {
    const values = [0, -1.5, 1024, 2 ** -24];
    expect([...fromHalfArray(toHalfArray(values))]).toEqual(values);
  });
});
