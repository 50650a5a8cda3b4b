import { clamp } from '../../core/numeric.ts';
import type { Seconds, Unit01 } from '../../core/units.ts';

/** A frame this much longer than usual was missed. */
const MISSED = 1.4;
/** What a missed frame leaves of the budget, the least that is left, and the growth a frame after. */
const BACK_OFF = 0.8;
const LEAST = 0.1;
const RECOVERY = 0.0005;
/** Frames after a missed one that still show what was queued before. */
const QUEUED = 3;
/** Shares by which the usual interval follows shorter and longer ones. */
const DOWN = 0.2;
const UP = 0.002;

/**
 * The GPU time that nets may have in a frame: a share of the usual interval between frames, less
 * when frames come late although nets keep to it (costs may be wrong, or others share the GPU).
 * Backing off at once and recovering slowly keeps the late frames rare.
 */
export class FrameBudget {
  #interval: Seconds = 0;
  #throttle: Unit01 = 1;
  #frames = 0;
  #quiet = 0;

  /**
   * Takes in a frame.
   * @param delta time since the frame before
   * @param worked whether nets ran lately
   */
  observe(delta: Seconds, worked: boolean): void {
    if (!(delta > 0)) return;
    this.#frames += 1;
    if (this.#interval === 0) this.#interval = delta;
    const missed = delta > this.#interval * MISSED;
    const follow = delta < this.#interval ? DOWN : Math.max(UP, 0.5 / this.#frames);
    this.#interval += (delta - this.#interval) * follow;
    this.#quiet = Math.max(0, this.#quiet - 1);
    if (!missed) this.#throttle = Math.min(1, this.#throttle * (1 + RECOVERY));
    else if (worked && this.#quiet === 0) {
      this.#throttle = clamp(this.#throttle * BACK_OFF, LEAST, 1);
      this.#quiet = QUEUED;
    }
  }

  /** The usual time between frames; 0 before there were two. */
  get interval(): Seconds {
    return this.#interval;
  }

  /** The budget of the next frame. @param share of the interval that nets may take */
  milliseconds(share: Unit01): number {
    return this.#interval * 1000 * share * this.#throttle;
  }
}
