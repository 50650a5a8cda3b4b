import { describe, expect, it } from 'vitest';
import type { FrameTime } from '../../../../engine/core/frame-time.ts';
import { CostModel } from '../../../../engine/inference/schedule/cost-model.ts';
import type { NetPasses } from '../../../../engine/inference/schedule/pass.ts';
import { type Pace, Scheduler } from '../../../../engine/inference/scheduler.ts';

const BUDGET = 5;
const LIVE: Pace = { kind: 'budget' };

interface NetFacts {
  readonly priority?: number;
  readonly rate?: number;
  readonly costs: readonly number[];
}

/** A scheduler with nets that are all wanted. */
function stage(pace: Pace, ...nets: readonly NetFacts[]) {
  const scheduler = new Scheduler(pace);
  const passes = nets.map(({ priority = 1, rate = Number.POSITIVE_INFINITY, costs }, i) => {
    const units = costs.map((_, unit) => ({ from: unit, to: unit + 1 }));
    const made = scheduler.add({
      name: `net ${i}`,
      priority,
      rate,
      units,
      costs: new CostModel(costs),
    });
    made.wanted = true;
    return made;
  });
  return { scheduler, passes };
}

const at = (index: number, fps = 60) => ({ index, seconds: index / fps }) as FrameTime;
const ran = ({ slice }: NetPasses) => slice.to - slice.from;

/** Plays frames; adds up what each net was given. */
function play(
  { scheduler, passes }: ReturnType<typeof stage>,
  frames: number,
  each: (index: number, spent: number) => void = () => {},
  start = 0,
) {
  const given = passes.map(() => 0);
  const done = passes.map(() => 0);
  for (let index = start; index < start + frames; index++) {
    const spent = scheduler.plan(at(index), BUDGET);
    passes.forEach(({ slice, net }, i) => {
      given[i] = (given[i] ?? 0) + net.costs.sum(slice.fromUnit, slice.toUnit);
      done[i] = (done[i] ?? 0) + (slice.completes ? 1 : 0);
    });
    each(index, spent);
  }
  return { given, done };
}

describe('the scheduler', () => {
  it('runs every dispatch of a pass once, in order, within the budget', () => {
    const costs = [1, 3, 2, 2.5, 0.5, 4, 1];
    const { scheduler, passes } = stage(LIVE, { costs });
    const [net] = passes as [NetPasses];
    let next = 0;
    for (let index = 0; index < 100; index++) {
      expect(scheduler.plan(at(index), BUDGET)).toBeLessThanOrEqual(BUDGET);
      expect(net.slice.from).toBe(next);
      expect(ran(net)).toBeGreaterThan(0);
      expect(net.slice.begins).toBe(next === 0);
      if (next === 0) expect(net.seen).toEqual({ index, seconds: index / 60 });
      next = net.slice.to === costs.length ? 0 : net.slice.to;
      expect(net.slice.completes).toBe(next === 0);
      if (net.slice.completes) expect(net.result).toEqual(net.seen);
    }
  });

  it('tells how old a result is: it carries the frame that its pass saw', () => {
    const { scheduler, passes } = stage(LIVE, { costs: [4, 4, 4] });
    const results: number[] = [];
    for (let index = 0; index < 7; index++) {
      scheduler.plan(at(index), BUDGET);
      results.push(passes[0]?.result.index ?? Number.NaN);
    }
    expect(results).toEqual([-1, -1, 0, 0, 0, 3, 3]);
  });

  it('shares the budget by priority and uses all of it', () => {
    const costs = Array.from({ length: 50 }, (_, i) => 0.1 + (0.9 * ((i * 7) % 10)) / 10);
    const { given } = play(stage(LIVE, { costs, priority: 3 }, { costs, priority: 1 }), 3000);
    const [first = 0, second = 0] = given;
    expect(first / second).toBeCloseTo(3, 1);
    expect(first + second).toBeGreaterThan(0.85 * 3000 * BUDGET);
  });

  it('starves no net, however small its priority and large its dispatches', () => {
    const small = Array.from({ length: 200 }, () => 0.05);
    const { given, done } = play(
      stage(LIVE, { costs: small, priority: 9 }, { costs: [4.9, 4.9], priority: 1 }),
      5000,
    );
    expect(done[1]).toBeGreaterThan(100);
    expect((given[0] ?? 0) / (given[1] ?? 1)).toBeCloseTo(9, 0);
  });

  it('gives what a net leaves to the others', () => {
    const work = stage(LIVE, { costs: [1], rate: 1 }, { costs: [1, 1, 1, 1, 1] });
    const { done } = play(work, 600);
    expect(done[0]).toBe(10);
    expect(done[1]).toBeGreaterThan(580);
  });

  it('does not let a net that was idle make up for it', () => {
    const work = stage(LIVE, { costs: [1, 1, 1, 1, 1] }, { costs: [1, 1, 1, 1, 1] });
    const [first, second] = work.passes as [NetPasses, NetPasses];
    second.wanted = false;
    play(work, 500);
    second.wanted = true;
    const { given } = play(work, 50, undefined, 500);
    expect((given[0] ?? 0) / (given[1] ?? 1)).toBeGreaterThan(0.8);
    expect(first.wanted).toBe(true);
  });

  it('begins passes at the rate that is asked for', () => {
    const { done } = play(stage(LIVE, { costs: [1], rate: 24 }), 600);
    expect(done[0]).toBeGreaterThanOrEqual(239);
    expect(done[0]).toBeLessThanOrEqual(241);
  });

  it('runs a dispatch longer than the budget alone, and rests until the mean is right', () => {
    const work = stage(LIVE, { costs: [1, 20, 1] }, { costs: [0.5] });
    let most = 0;
    let sum = 0;
    play(work, 2000, (_, spent) => {
      most = Math.max(most, spent);
      sum += spent;
      if (spent > BUDGET) expect(work.passes.map(ran).sort()).toEqual([0, 1]);
    });
    expect(most).toBe(20);
    expect(sum / 2000).toBeLessThanOrEqual(BUDGET * 1.01);
  });

  it('begins anew when a net was not wanted for a while', () => {
    const { scheduler, passes } = stage(LIVE, { costs: [4, 4, 4] });
    const [net] = passes as [NetPasses];
    scheduler.plan(at(0), BUDGET);
    net.wanted = false;
    scheduler.plan(at(1), BUDGET);
    expect(ran(net)).toBe(0);
    net.wanted = true;
    scheduler.plan(at(2), BUDGET);
    expect(net.slice).toMatchObject({ from: 0, to: 1, begins: true });
    expect(net.seen.index).toBe(2);
  });

  it('learns what slices take', () => {
    const truth = [1, 4, 2, 3];
    const { scheduler, passes } = stage(LIVE, { costs: [2, 2, 2, 2] });
    const [net] = passes as [NetPasses];
    for (let index = 0; index < 60; index++) {
      scheduler.plan(at(index), BUDGET);
      const { from, to } = net.slice;
      const taken = truth.slice(from, to).reduce((a, b) => a + b, 0);
      if (to > from) scheduler.measured(scheduler.remember(net), taken);
    }
    // A frame has two of them each: what is known is how long the two take.
    expect(net.net.costs.sum(0, 2)).toBeCloseTo(5, 1);
    expect(net.net.costs.sum(2, 4)).toBeCloseTo(5, 1);
    expect(net.net.costs.sum(0, 4)).toBeCloseTo(10, 0);
  });

  it('ends a pass in the frame that it sees when frames are rendered', () => {
    const work = stage({ kind: 'frames', framesPerPass: 1 }, { costs: [90, 90] }, { costs: [5] });
    const { done } = play(work, 20);
    expect(done).toEqual([20, 20]);
    expect(work.passes.map(({ result }) => result.index)).toEqual([19, 19]);
  });

  it('spreads a rendered pass over a fixed number of frames, whatever is measured', () => {
    const slices = (told: number) => {
      const { scheduler, passes } = stage(
        { kind: 'frames', framesPerPass: 3 },
        { costs: [4, 1, 1, 3, 2, 1] },
      );
      const [net] = passes as [NetPasses];
      return Array.from({ length: 9 }, (_, index) => {
        scheduler.plan(at(index), BUDGET);
        scheduler.measured(scheduler.remember(net), told);
        return `${net.slice.from}-${net.slice.to}${net.slice.completes ? ' done' : ''}`;
      });
    };
    const pass = ['0-1', '1-4', '4-6 done'];
    expect(slices(1)).toEqual([...pass, ...pass, ...pass]);
    expect(slices(1000)).toEqual(slices(1));
  });

  it('keeps the same objects from frame to frame', () => {
    const work = stage(LIVE, { costs: [1, 2, 3] }, { costs: [2] });
    const before = work.passes.map(({ slice, seen, result }) => [slice, seen, result]);
    play(work, 100);
    work.passes.forEach(({ slice, seen, result }, i) => {
      [slice, seen, result].forEach((object, k) => {
        expect(object).toBe(before[i]?.[k]);
      });
    });
  });
});
