/**
 * A display and a GPU that exist as arithmetic alone: every frame submits work, the GPU does it in
 * order, and the display shows a frame at its first refresh after it is done.
 */

import type { FrameTime } from '../../engine/core/frame-time.ts';
import { createRandom, type Random } from '../../engine/core/random.ts';
import type { Seconds } from '../../engine/core/units.ts';
import { CostModel } from '../../engine/inference/schedule/cost-model.ts';
import { FrameBudget } from '../../engine/inference/schedule/frame-budget.ts';
import type { NetPasses, ScheduledNet } from '../../engine/inference/schedule/pass.ts';
import { Scheduler } from '../../engine/inference/scheduler.ts';

/** A net of a simulation. */
export interface SimulatedNet {
  readonly name: string;
  readonly priority?: number;
  readonly rate?: number;
  /** What each dispatch really takes, in milliseconds. */
  readonly milliseconds: readonly number[];
  /** What the scheduler thinks at first, as a factor of it; 1 unless given. */
  readonly guess?: number;
}

/** A simulation. */
export interface Simulation {
  readonly nets: readonly SimulatedNet[];
  readonly frames: number;
  readonly refresh: Seconds;
  /** GPU time of the frame without nets, in milliseconds. */
  readonly base: number;
  /** Spread of every GPU time: standard deviation of its logarithm. */
  readonly noise?: number;
  /** Whether the GPU tells what slices took. */
  readonly timestamps?: boolean;
  readonly share?: number;
  readonly seed?: number;
}

/** What came of it. */
export interface Played {
  /** From one frame that is shown to the next, in milliseconds. */
  readonly intervals: Float64Array;
  /** GPU time of nets by frame, in milliseconds. */
  readonly netMilliseconds: Float64Array;
  readonly passes: readonly {
    readonly name: string;
    readonly seen: number;
    readonly done: number;
  }[];
  readonly nets: readonly NetPasses[];
}

/** Frames after which a timestamp is read. */
const READ_AFTER = 3;
/** Frames that may wait for the display. */
const IN_FLIGHT = 2;

/** A number around 1 with a log-normal spread. @source Box and Muller (1958) */
function around(random: Random, spread: number): number {
  if (spread === 0) return 1;
  const radius = Math.sqrt(-2 * Math.log(1 - random.unit()));
  return Math.exp(spread * radius * Math.cos(2 * Math.PI * random.unit()) - spread ** 2 / 2);
}

/** Plays frames on the timeline with the real scheduler, budget and cost model. */
export function simulate(simulation: Simulation): Played {
  const { nets, frames, refresh, base, noise = 0, timestamps = true, share = 0.35 } = simulation;
  const random = createRandom(simulation.seed ?? 1);
  const scheduler = new Scheduler({ kind: 'budget' });
  const budget = new FrameBudget();
  const entries = nets.map((net) => {
    const scheduled: ScheduledNet = {
      name: net.name,
      priority: net.priority ?? 1,
      rate: net.rate ?? Number.POSITIVE_INFINITY,
      units: net.milliseconds.map((_, i) => ({ from: i, to: i + 1 })),
      costs: new CostModel(net.milliseconds.map((cost) => cost * (net.guess ?? 1))),
    };
    const passes = scheduler.add(scheduled);
    passes.wanted = true;
    return { net, passes };
  });

  const played = {
    intervals: new Float64Array(frames),
    netMilliseconds: new Float64Array(frames),
    passes: [] as { name: string; seen: number; done: number }[],
    nets: scheduler.nets,
  };
  const shown = [0];
  const readings: { at: number; id: number; milliseconds: number }[] = [];
  let free: Seconds = 0;
  let last: Seconds = 0;
  for (let index = 0; index < frames; index++) {
    // A frame starts with a refresh, and waits for the queue before it.
    const queued = shown[shown.length - IN_FLIGHT] ?? 0;
    const start = Math.max(last + (index === 0 ? 0 : refresh), queued);
    const time = { index, seconds: start, delta: index === 0 ? 0 : start - last } as FrameTime;
    last = start;
    while (readings[0] && readings[0].at <= index) {
      const reading = readings.shift();
      if (reading) scheduler.measured(reading.id, reading.milliseconds);
    }
    budget.observe(time.delta, nets.length > 0);
    scheduler.plan(time, budget.milliseconds(share));
    let busy = 0;
    for (const { net, passes } of entries) {
      const { slice } = passes;
      if (slice.to === slice.from) continue;
      const taken = net.milliseconds
        .slice(slice.from, slice.to)
        .reduce((sum, cost) => sum + cost * around(random, noise), 0);
      busy += taken;
      const id = scheduler.remember(passes);
      if (timestamps) readings.push({ at: index + READ_AFTER, id, milliseconds: taken });
      if (slice.completes) {
        played.passes.push({ name: net.name, seen: passes.result.index, done: index });
      }
    }
    played.netMilliseconds[index] = busy;
    const work = (base * around(random, noise) + busy) / 1000;
    free = Math.max(free, start) + work;
    // Shown at the first refresh after it is done, one frame a refresh.
    const before = shown[shown.length - 1] ?? 0;
    const shownAt = Math.max(
      before + (index === 0 ? 0 : refresh),
      Math.ceil(free / refresh - 1e-9) * refresh,
    );
    played.intervals[index] = (shownAt - before) * 1000;
    shown.push(shownAt);
    if (shown.length > IN_FLIGHT + 1) shown.shift();
  }
  return played;
}
