import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridDispatch } from '../../../../engine/inference/grid.ts';
import { flatWorkgroups, floatText } from '../../../../engine/inference/kernel.ts';
import { laneDispatch } from '../../../../engine/inference/lanes.ts';
import { cutRows } from '../../../../engine/inference/reduction/reduce-rows.ts';

const LIMIT = 65_535;
const LIMITS = { maxWorkgroupStorageBytes: 16_384, maxInvocations: 256 };
const total = (groups: readonly number[]) => groups.reduce((product, one) => product * one, 1);

describe('dispatches', () => {
  it('of flat kernels have an invocation for every element, within the limits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (count) => {
        const groups = flatWorkgroups(count);
        expect(Math.max(...groups)).toBeLessThanOrEqual(LIMIT);
        expect(total(groups) * 64).toBeGreaterThanOrEqual(count);
        expect((total(groups) - groups[1]) * 64).toBeLessThan(count);
      }),
    );
  });

  it('of rows have LANES invocations for every row', () => {
    const work = fc.record({
      rows: fc.integer({ min: 1, max: 2 ** 24 }),
      length: fc.integer({ min: 1, max: 2 ** 20 }),
      contiguous: fc.boolean(),
    });
    fc.assert(
      fc.property(work, (one) => {
        const { constants, workgroups } = laneDispatch(one, LIMITS);
        const { LANES = 0, GROUP = 0 } = constants;
        expect(Number.isInteger(Math.log2(LANES))).toBe(true);
        expect(GROUP % LANES).toBe(0);
        expect(GROUP).toBeLessThanOrEqual(LIMITS.maxInvocations);
        expect(Math.max(...workgroups)).toBeLessThanOrEqual(LIMIT);
        expect((total(workgroups) * GROUP) / LANES).toBeGreaterThanOrEqual(one.rows);
      }),
    );
  });

  it('of pictures cover them, within the limits', () => {
    const side = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 1, max: 200_000 }), (width, height, planes) => {
        const { workgroups, functions } = gridDispatch(width, height, planes);
        const flat = functions.includes('GROUPS_X');
        expect(flat || Math.max(...workgroups) <= LIMIT).toBe(true);
        const [x, y, z] = workgroups;
        if (flat) expect(total(workgroups) * 64).toBeGreaterThanOrEqual(width * height * planes);
        else expect(x * 8 >= width && y * 8 >= height && z === planes).toBe(true);
      }),
    );
  });

  it('of cut rows leave no part empty and no number out', () => {
    const rows = fc.integer({ min: 1, max: 100 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 10 ** 7 }), (count, length) => {
        const cut = cutRows({ rows: count, length });
        expect(cut.parts * cut.length).toBeGreaterThanOrEqual(length);
        expect((cut.parts - 1) * cut.length).toBeLessThan(length);
      }),
    );
  });
});

describe('numbers in WGSL', () => {
  it.each([
    [1, '1.0f'],
    [-0.5, '-0.5f'],
    [1e-5, '0.000009999999747378752f'],
    [1e-12, '9.999999960041972e-13f'],
    [Number.NEGATIVE_INFINITY, '-3.4028234e38f'],
  ])('%d', (value, text) => expect(floatText(value)).toBe(text));
});
