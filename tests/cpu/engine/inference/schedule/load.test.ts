import { describe, expect, it } from 'vitest';
import { quantile } from '../../../../../engine/core/numeric.ts';
import { createRandom } from '../../../../../engine/core/random.ts';
import { type SimulatedNet, type Simulation, simulate } from '../../../../support/gpu-timeline.ts';

const FRAMES = 10_000;
const REFRESH = 1 / 60;

/** A net of `total` milliseconds in dispatches of very unequal lengths. */
function net(
  name: string,
  total: number,
  options: Partial<SimulatedNet> & { dispatches?: number } = {},
): SimulatedNet {
  const random = createRandom(total);
  const raw = Array.from({ length: options.dispatches ?? 40 }, () => random.range(0.05, 2) ** 2);
  const sum = raw.reduce((a, b) => a + b, 0);
  return { name, ...options, milliseconds: raw.map((cost) => (cost * total) / sum) };
}

const stage = { frames: FRAMES, refresh: REFRESH, base: 8 } satisfies Partial<Simulation>;
const alone = (simulation: Partial<Simulation>) => simulate({ ...stage, ...simulation, nets: [] });
const p99 = ({ intervals }: { intervals: Float64Array }) => quantile(intervals, 0.99);

describe('the scheduler under load', () => {
  const style = net('style', 40);
  const mask = net('mask', 12);
  const cases: [string, Partial<Simulation>][] = [
    ['a net of 40 ms', { nets: [style] }],
    ['two nets', { nets: [style, mask] }],
    ['noisy costs', { nets: [style], noise: 0.15 }],
    ['two nets with noisy costs', { nets: [style, mask], noise: 0.15 }],
    ['costs guessed at half', { nets: [{ ...style, guess: 0.5 }] }],
    ['costs guessed at twice', { nets: [{ ...style, guess: 2 }] }],
    [
      'costs guessed at half, no timestamps',
      { nets: [{ ...style, guess: 0.5 }], timestamps: false },
    ],
    [
      'costs guessed at half, no timestamps, noise',
      {
        nets: [
          { ...style, guess: 0.5 },
          { ...mask, guess: 0.5 },
        ],
        timestamps: false,
        noise: 0.1,
      },
    ],
    ['a frame that leaves nets less than their share', { nets: [style], base: 12, noise: 0.05 }],
    ['a display of 144 Hz', { nets: [style], refresh: 1 / 144, base: 3 }],
  ];

  it.each(cases)('keeps the frame interval with %s', (_, simulation) => {
    const loaded = simulate({ ...stage, nets: [], ...simulation });
    expect(p99(loaded)).toBeLessThanOrEqual(1.2 * p99(alone(simulation)));
    for (const { name } of simulation.nets ?? []) {
      expect(loaded.passes.filter((pass) => pass.name === name).length).toBeGreaterThan(300);
    }
  });

  it('keeps nets within their budget once timestamps have told what they cost', () => {
    const share = 0.35;
    const { netMilliseconds } = simulate({ ...stage, share, nets: [{ ...style, guess: 0.5 }] });
    const settled = netMilliseconds.subarray(100);
    expect(quantile(settled, 1)).toBeLessThanOrEqual(1.02 * share * 1000 * REFRESH);
    expect(quantile(settled, 0.5)).toBeGreaterThan(0.7 * share * 1000 * REFRESH);
  });

  it('would not keep it if it ran every pass in one frame', () => {
    const whole = { ...style, milliseconds: [40] };
    expect(p99(simulate({ ...stage, nets: [whole], share: 1 }))).toBeGreaterThan(
      1.9 * p99(alone({})),
    );
  });
});
