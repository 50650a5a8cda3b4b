import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../engine/core/random.ts';

describe('createRandom', () => {
  it('gives the same stream for the same seed and another for another', () => {
    const take = (seed: number) => {
      const random = createRandom(seed);
      return Array.from({ length: 8 }, () => random.unit());
    };
    expect(take(7)).toEqual(take(7));
    expect(take(7)).not.toEqual(take(8));
  });

  it('is uniform: mean 1/2, variance 1/12, and no lag-one correlation', () => {
    const random = createRandom(1);
    const values = Array.from({ length: 100_000 }, () => random.unit());
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    const lagged = values
      .slice(1)
      .reduce((sum, value, i) => sum + (value - mean) * ((values[i] ?? 0) - mean), 0);
    expect(mean).toBeCloseTo(0.5, 2);
    expect(variance).toBeCloseTo(1 / 12, 2);
    expect(Math.abs(lagged / values.length / variance)).toBeLessThan(0.01);
  });

  it('keeps index() below its count', () => {
    const random = createRandom(3);
    const seen = new Set(Array.from({ length: 1000 }, () => random.index(5)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4]);
  });
});
