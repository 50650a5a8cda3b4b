import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { padIndex, windowExtent, windowOf } from '../../../../engine/inference/window.ts';

const small = (min: number, max: number) => fc.integer({ min, max });

describe('a window', () => {
  it('takes stride 1, dilation 1 and no padding unless told', () => {
    expect(windowOf([3, 5], {})).toEqual({
      kernel: [3, 5],
      strides: [1, 1],
      dilations: [1, 1],
      pads: [0, 0, 0, 0],
    });
    expect(windowOf([3, 3], { strides: [2] }).strides).toEqual([2, 2]);
  });

  it('has as many places as fit into the padded picture', () => {
    const sizes = fc.record({
      extent: small(1, 20),
      kernel: small(1, 5),
      stride: small(1, 4),
      dilation: small(1, 3),
      before: small(0, 3),
      behind: small(0, 3),
    });
    fc.assert(
      fc.property(sizes, ({ extent, kernel, stride, dilation, before, behind }) => {
        let places = 0;
        for (let start = -before; ; start += stride) {
          if (start + dilation * (kernel - 1) >= extent + behind) break;
          places += 1;
        }
        const window = windowOf([kernel, 1], {
          strides: [stride, 1],
          dilations: [dilation, 1],
          pads: [before, 0, behind, 0],
        });
        if (places > 0) expect(windowExtent(window, extent, 7)).toEqual([places, 7]);
        else expect(() => windowExtent(window, extent, 7)).toThrow(/fit into the picture/);
      }),
    );
  });
});

describe('what lies outside of a picture', () => {
  const around = (extent: number, mode: 'zero' | 'reflect' | 'replicate') =>
    Array.from({ length: 4 + extent + 4 }, (_, i) => padIndex(i - 4, extent, mode));

  it.each([
    ['zero', [-1, -1, -1, -1, 0, 1, 2, -1, -1, -1, -1]],
    ['replicate', [0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2]],
    ['reflect', [0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2]],
  ] as const)('%s', (mode, places) => expect(around(3, mode)).toEqual(places));

  it('is its one place where there is no more', () => {
    expect(around(1, 'reflect')).toEqual(new Array(9).fill(0));
    expect(around(1, 'replicate')).toEqual(new Array(9).fill(0));
  });

  it('is a neighbour’s neighbour: reflections move by one place at a time', () => {
    fc.assert(
      fc.property(small(-60, 60), small(2, 9), (i, extent) => {
        const [here, next] = [padIndex(i, extent, 'reflect'), padIndex(i + 1, extent, 'reflect')];
        expect(Math.abs(next - here)).toBe(1);
        expect(Math.min(here, next)).toBeGreaterThanOrEqual(0);
        expect(Math.max(here, next)).toBeLessThan(extent);
      }),
    );
  });
});
