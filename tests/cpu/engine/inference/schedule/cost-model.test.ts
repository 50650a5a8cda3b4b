import { expect, it } from 'vitest';
import { createRandom } from '../../../../../engine/core/random.ts';
import {
  CostModel,
  guessMilliseconds,
} from '../../../../../engine/inference/schedule/cost-model.ts';

const work = (operations: number, bytes: number) => ({
  label: 'one',
  operations,
  bytes,
  reads: [],
  writes: [],
});

it('guesses by arithmetic or by memory, whichever takes longer', () => {
  const overhead = guessMilliseconds([work(0, 0)], 1e6);
  expect(guessMilliseconds([work(4e6, 1)], 1e6) - overhead).toBeCloseTo(4, 6);
  expect(guessMilliseconds([work(1, 1e6)], 1e6) - overhead).toBeCloseTo(4, 6);
  expect(guessMilliseconds([work(4e6, 1), work(1, 1e6)], 1e6)).toBeCloseTo(8 + 2 * overhead, 6);
});

it('learns the cost of each unit from slices that lie differently, through noise', () => {
  const truth = [0.2, 3, 0.5, 1.5, 0.1, 2];
  const costs = new CostModel(truth.map(() => 1));
  const random = createRandom(4);
  for (let round = 0; round < 400; round++) {
    const from = random.index(truth.length);
    const to = Math.min(truth.length, from + 1 + random.index(3));
    const taken = truth.slice(from, to).reduce((sum, cost) => sum + cost, 0);
    costs.learn(from, to, taken * random.range(0.9, 1.1));
  }
  truth.forEach((cost, unit) => {
    expect(costs.at(unit) / cost).toBeGreaterThan(0.75);
    expect(costs.at(unit) / cost).toBeLessThan(1.3);
  });
});

it('does not believe what cannot be', () => {
  const costs = new CostModel([1, 1]);
  costs.learn(0, 2, 0);
  costs.learn(0, 2, Number.NaN);
  expect([...costs.milliseconds]).toEqual([1, 1]);
  costs.learn(0, 2, 1e9);
  expect(costs.sum(0, 2)).toBeLessThan(100);
});
