import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../../engine/core/random.ts';
import { FrameBudget } from '../../../../../engine/inference/schedule/frame-budget.ts';

const SHARE = 0.35;

/** Frames of a length, in seconds. */
function observe(budget: FrameBudget, count: number, delta: () => number, worked = true): void {
  for (let i = 0; i < count; i++) budget.observe(delta(), worked);
}

describe('the budget of a frame', () => {
  it('is nothing before the interval is known', () => {
    const budget = new FrameBudget();
    budget.observe(0, false);
    expect(budget.milliseconds(SHARE)).toBe(0);
  });

  it.each([30, 60, 144])('is a share of the interval at %i Hz, through jitter', (rate) => {
    const budget = new FrameBudget();
    const random = createRandom(rate);
    observe(budget, 300, () => (1 + random.range(-0.1, 0.1)) / rate);
    expect(budget.interval * rate).toBeGreaterThan(0.88);
    expect(budget.interval * rate).toBeLessThan(1.02);
    expect(budget.milliseconds(SHARE)).toBeCloseTo(budget.interval * SHARE * 1000, 6);
  });

  it('falls when frames come late while nets run, and recovers slowly', () => {
    const budget = new FrameBudget();
    observe(budget, 100, () => 1 / 60);
    const whole = budget.milliseconds(SHARE);
    observe(budget, 1, () => 2 / 60);
    expect(budget.milliseconds(SHARE)).toBeLessThan(0.85 * whole);
    observe(budget, 100, () => 1 / 60);
    expect(budget.milliseconds(SHARE)).toBeLessThan(0.9 * whole);
    observe(budget, 900, () => 1 / 60);
    expect(budget.milliseconds(SHARE)).toBeCloseTo(whole, 1);
  });

  it('does not take nets to task for late frames without them', () => {
    const budget = new FrameBudget();
    observe(budget, 100, () => 1 / 60);
    const whole = budget.milliseconds(SHARE);
    observe(budget, 3, () => 2 / 60, false);
    expect(budget.milliseconds(SHARE)).toBeGreaterThan(0.99 * whole);
  });

  it('leaves nets something however late frames are', () => {
    const budget = new FrameBudget();
    const random = createRandom(1);
    observe(budget, 500, () => (random.unit() < 0.5 ? 1 : 3) / 60);
    expect(budget.milliseconds(SHARE)).toBeGreaterThan(0.3);
  });
});
