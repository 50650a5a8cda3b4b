import { describe, expect, it } from 'vitest';
import {
  barInAnyKey,
  barsOf,
  copiedBars,
  type Grid,
  MEASURES,
  overlap,
} from '../../../../../app/cli/measure/music-measures.ts';
import { golden } from '../../../models/music/made-up-net.ts';

describe('measures of music', () => {
  it.each(Object.keys(golden.measures))('agree with those of NumPy: %s', (name) => {
    expect(MEASURES[name]?.(golden.grid)).toBeCloseTo(golden.measures[name] ?? Number.NaN, 5);
  });

  it('overlap as much as in NumPy, wholly with themselves, and not at all far away', () => {
    expect(overlap([0.1, 0.5, 0.7, 0.2], [0.4, 0.6, 0.9, 0.7, 0.5])).toBeCloseTo(golden.overlap, 4);
    expect(overlap([1, 2, 3], [1, 2, 3])).toBeCloseTo(1, 4);
    expect(overlap([1, 2, 3], [101, 102, 103])).toBeCloseTo(0, 4);
  });

  it('find a bar that was copied in another key, and no other', () => {
    const [bar] = barsOf(golden.grid) as [Grid];
    const higher: Grid = bar.map(([a, b, c, d]) => {
      const up = (pitch: number) => (pitch < 0 ? pitch : pitch + 3);
      return [up(a), up(b), up(c), up(d)];
    });
    const known = new Set([barInAnyKey(bar)]);
    expect(copiedBars([higher], known)).toBe(1);
    const [first = [0, 0, 0, 0] as const, ...rest] = higher;
    const other: Grid = [[first[0] + 1, first[1], first[2], first[3]], ...rest];
    expect(copiedBars([other], known)).toBe(0);
  });
});
