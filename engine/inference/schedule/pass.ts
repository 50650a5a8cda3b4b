import type { FrameTime } from '../../core/frame-time.ts';
import type { Hertz, Seconds } from '../../core/units.ts';
import type { CostModel } from './cost-model.ts';
import type { Span } from './units.ts';

/** A net as the scheduler knows it. */
export interface ScheduledNet {
  readonly name: string;
  /** Its share of the budget relative to other nets that run. */
  readonly priority: number;
  /** Passes that are begun a second at most. */
  readonly rate: Hertz;
  /** Pieces of a pass, in order. */
  readonly units: readonly Span[];
  readonly costs: CostModel;
}

/** A frame that a pass saw. */
export interface SeenFrame {
  index: number;
  seconds: Seconds;
}

/** Part of a pass that one frame runs; nothing when `from` is `to`. */
export interface Slice {
  /** Units, and the dispatches that they are. */
  fromUnit: number;
  toUnit: number;
  from: number;
  to: number;
  /** Whether it sees the picture of this frame: a pass begins with it. */
  begins: boolean;
  /** Whether the result is there after it. */
  completes: boolean;
}

/** Where a net's passes stand. One object a net, rewritten every frame. */
export class NetPasses {
  readonly net: ScheduledNet;
  /** Whether the net should run; what is under way is given up when it should not. */
  wanted = false;
  /** What this frame runs of it. */
  readonly slice: Slice = {
    fromUnit: 0,
    toUnit: 0,
    from: 0,
    to: 0,
    begins: false,
    completes: false,
  };
  /** The frame that the pass under way saw. */
  readonly seen: SeenFrame = { index: -1, seconds: 0 };
  /** The frame that the newest result is of; index -1 before there is one. */
  readonly result: SeenFrame = { index: -1, seconds: 0 };
  /** Whether it had nothing to do in the frame before. */
  idle = true;
  /** Budget used so far by priority: who has used least is next. */
  used = 0;
  #next = 0;
  #due: Seconds = Number.NEGATIVE_INFINITY;

  constructor(net: ScheduledNet) {
    this.net = net;
  }

  /** Whether a pass is under way. */
  get running(): boolean {
    return this.#next > 0;
  }

  /** Starts a new frame. */
  clear(): void {
    const { slice } = this;
    if (!this.wanted) this.#next = 0;
    slice.fromUnit = slice.toUnit = this.#next;
    slice.from = slice.to = this.net.units[this.#next]?.from ?? 0;
    slice.begins = slice.completes = false;
  }

  /** Whether another unit can run in this frame: one pass is begun or ended a frame at most. */
  ready(time: FrameTime): boolean {
    if (!this.wanted || this.slice.completes) return false;
    return this.running || time.seconds >= this.#due;
  }

  /** Cost of the next unit in milliseconds. */
  get nextCost(): number {
    return this.net.costs.at(this.#next);
  }

  /** Adds the next unit to the slice. @returns its cost in milliseconds */
  take(time: FrameTime): number {
    const { slice, net } = this;
    const unit = this.#next;
    if (unit === 0) this.#begin(time);
    if (slice.to === slice.from) {
      slice.fromUnit = unit;
      slice.from = net.units[unit]?.from ?? 0;
    }
    slice.toUnit = unit + 1;
    slice.to = net.units[unit]?.to ?? slice.from;
    this.#next = unit + 1;
    if (this.#next === net.units.length) {
      this.#next = 0;
      slice.completes = true;
      this.result.index = this.seen.index;
      this.result.seconds = this.seen.seconds;
    }
    const cost = net.costs.at(unit);
    this.used += cost / net.priority;
    return cost;
  }

  #begin({ index, seconds }: FrameTime): void {
    this.seen.index = index;
    this.seen.seconds = seconds;
    this.slice.begins = true;
    // Counted on from when it was due, so that the mean rate is right; lateness is not made up for.
    const period = 1 / this.net.rate;
    this.#due = (seconds - this.#due < period ? this.#due : seconds) + period;
  }
}
