import type { FrameTime } from '../../core/frame-time.ts';
import {
  blankReading,
  LOOK_INTERVAL,
  type PictureReading,
  PictureSmoother,
} from './picture-features.ts';

/** What is seen at a time: fills the reading, or says that there is nothing to see. */
export type LookAt = (time: FrameTime, into: PictureReading) => boolean;

/** A hair: times that are sums of frames must not miss a look by rounding. */
const ROUNDING = 1e-6;

/**
 * Eyes that look at the session's own times, a look every {@link LOOK_INTERVAL}: the same frames see
 * the same numbers every time.
 */
export class SteadyEyes {
  readonly #lookAt: LookAt;
  readonly #reading = blankReading();
  readonly #smoother = new PictureSmoother();
  #look = Number.NEGATIVE_INFINITY;
  #sees = false;

  constructor(lookAt: LookAt) {
    this.#lookAt = lookAt;
  }

  /** Writes the numbers of a frame; false where there are none. */
  see(time: FrameTime, into: Float32Array): boolean {
    const look = Math.floor(time.seconds / LOOK_INTERVAL + ROUNDING);
    const isFresh = look !== this.#look;
    if (isFresh) {
      this.#look = look;
      this.#sees = this.#lookAt(time, this.#reading);
    }
    if (this.#sees) this.#smoother.advance(this.#reading, isFresh, time.delta, into);
    return this.#sees;
  }
}
