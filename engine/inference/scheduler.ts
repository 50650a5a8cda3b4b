import type { FrameTime } from '../core/frame-time.ts';
import { NetPasses, type ScheduledNet } from './schedule/pass.ts';

/**
 * How passes are spread over frames. `budget`: as far as the frame's milliseconds go. `frames`: each
 * pass takes a fixed number of frames (1: it ends in the frame that it sees), whatever it costs and
 * however long that takes, so that a render comes out the same twice.
 */
export type Pace =
  | { readonly kind: 'budget' }
  | { readonly kind: 'frames'; readonly framesPerPass: number };

/** Slices that may be measured at the same time. */
const REMEMBERED = 256;

interface Planned {
  id: number;
  passes: NetPasses | null;
  fromUnit: number;
  toUnit: number;
}

/**
 * Slices nets by layer over frames. Of the nets that are ready the one that has used the least of
 * the budget by its priority is next, so they share it by priority and none starves. A frame gets no
 * more than its budget; a unit that alone is longer runs alone in its frame, and the frames after it
 * rest until the mean is within the budget again.
 * @source C. A. Waldspurger, W. E. Weihl, "Stride Scheduling", 1995
 */
export class Scheduler {
  readonly nets: NetPasses[] = [];
  readonly #pace: Pace;
  readonly #planned: Planned[] = Array.from({ length: REMEMBERED }, () => ({
    id: -1,
    passes: null,
    fromUnit: 0,
    toUnit: 0,
  }));
  #slices = 0;
  /** Milliseconds by which frames so far have had more than their budget. */
  #debt = 0;

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  /** Takes a net in; it runs when `wanted` is set. */
  add(net: ScheduledNet): NetPasses {
    const passes = new NetPasses(net);
    this.nets.push(passes);
    return passes;
  }

  /** Lets a net go. */
  remove(passes: NetPasses): void {
    const place = this.nets.indexOf(passes);
    if (place >= 0) this.nets.splice(place, 1);
  }

  /** Decides what this frame runs: the `slice` of every net. @returns milliseconds expected */
  plan(time: FrameTime, budget: number): number {
    for (const passes of this.nets) {
      passes.clear();
      const ready = passes.ready(time);
      // Who was idle has no claim to what others used meanwhile.
      if (ready && passes.idle) passes.used = Math.max(passes.used, this.#leastUsed(passes));
      passes.idle = !ready;
    }
    const { kind } = this.#pace;
    return kind === 'budget' ? this.#planBudget(time, budget) : this.#planFrames(time);
  }

  /**
   * A number for a slice that was just planned, with which {@link measured} can tell later what it
   * took.
   */
  remember(passes: NetPasses): number {
    const id = this.#slices++;
    const planned = this.#planned[id % REMEMBERED];
    if (planned) {
      planned.id = id;
      planned.passes = passes;
      planned.fromUnit = passes.slice.fromUnit;
      planned.toUnit = passes.slice.toUnit;
    }
    return id;
  }

  /** Learns how long a remembered slice took. */
  measured(id: number, milliseconds: number): void {
    const planned = this.#planned[id % REMEMBERED];
    if (planned?.id !== id || this.#pace.kind !== 'budget') return;
    planned.passes?.net.costs.learn(planned.fromUnit, planned.toUnit, milliseconds);
  }

  #leastUsed(except: NetPasses): number {
    let least = Number.POSITIVE_INFINITY;
    for (const passes of this.nets) {
      if (passes !== except && !passes.idle) least = Math.min(least, passes.used);
    }
    return Number.isFinite(least) ? least : 0;
  }

  #planBudget(time: FrameTime, budget: number): number {
    const allowance = budget - this.#debt;
    let spent = 0;
    const first = allowance > 0 ? this.#next(time, Number.POSITIVE_INFINITY) : null;
    // No frame has room for it, so waiting for room would be for ever.
    if (first && first.nextCost > budget) spent += first.take(time);
    while (first && spent < allowance) {
      const passes = this.#next(time, allowance - spent) ?? (spent === 0 ? first : null);
      if (!passes) break;
      spent += passes.take(time);
    }
    this.#debt = Math.max(0, spent - allowance);
    return spent;
  }

  /** The net whose turn it is among those whose next unit takes at most `room` milliseconds. */
  #next(time: FrameTime, room: number): NetPasses | null {
    let next: NetPasses | null = null;
    for (const passes of this.nets) {
      if (!passes.ready(time) || passes.nextCost > room) continue;
      if (!next || passes.used < next.used) next = passes;
    }
    return next;
  }

  #planFrames(time: FrameTime): number {
    const frames = this.#pace.kind === 'frames' ? this.#pace.framesPerPass : 1;
    let spent = 0;
    for (const passes of this.nets) {
      const { costs, units } = passes.net;
      const total = costs.sum(0, units.length);
      while (passes.ready(time)) {
        const begun = passes.running ? passes.seen.index : time.index;
        const until = (time.index - begun + 1) / frames;
        if (until < 1 && costs.sum(0, passes.slice.toUnit) >= total * until) break;
        spent += passes.take(time);
      }
    }
    return spent;
  }
}
