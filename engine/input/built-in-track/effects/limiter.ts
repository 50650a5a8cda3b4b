import { LookAheadGain, type LookAheadShape } from '../../../core/look-ahead-gain.ts';
import { gainOf } from '../../../core/numeric.ts';
import type { Decibels, Hertz } from '../../../core/units.ts';
import type { Stereo } from '../dsp/stereo.ts';

/** What a limiter holds to. */
export interface LimiterShape extends LookAheadShape {
  readonly ceiling: Decibels;
}

/**
 * A limiter that sees peaks coming: no sample passes the ceiling, and the gain moves smoothly. What
 * comes out is late by the look-ahead.
 */
export class Limiter {
  readonly #ceiling: number;
  readonly #gain: LookAheadGain;
  readonly #late: readonly [Float32Array, Float32Array];
  #slot = 0;

  constructor(sampleRate: Hertz, shape: LimiterShape) {
    this.#ceiling = gainOf(shape.ceiling);
    this.#gain = new LookAheadGain(sampleRate, shape);
    const { window } = this.#gain;
    this.#late = [new Float32Array(window), new Float32Array(window)];
  }

  /** Limits the first `count` samples of `bus` in place. */
  process({ left, right }: Stereo, count: number): void {
    const [lateLeft, lateRight] = this.#late;
    for (let i = 0; i < count; i++) {
      const x = left[i] as number;
      const y = right[i] as number;
      const peak = Math.max(Math.abs(x), Math.abs(y));
      const gain = this.#gain.next(Math.min(1, this.#ceiling / Math.max(1e-9, peak)));
      left[i] = (lateLeft[this.#slot] as number) * gain;
      right[i] = (lateRight[this.#slot] as number) * gain;
      lateLeft[this.#slot] = x;
      lateRight[this.#slot] = y;
      if (++this.#slot === lateLeft.length) this.#slot = 0;
    }
  }
}
