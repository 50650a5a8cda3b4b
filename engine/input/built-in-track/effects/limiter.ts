import type { Decibels, Hertz, Seconds } from '../../../core/units.ts';
import { decayFactor } from '../dsp/decay.ts';
import type { Stereo } from '../dsp/stereo.ts';

/** What a limiter holds to. */
export interface LimiterShape {
  readonly ceiling: Decibels;
  readonly lookAhead: Seconds;
  readonly release: Seconds;
}

/**
 * A limiter that sees peaks coming: no sample passes the ceiling, and the gain moves smoothly. What
 * comes out is late by the look-ahead.
 * @source Windowed minimum of the gain, released exponentially, then a moving mean of like length,
 * as in Hammershoj and Abel's look-ahead limiter; the minimum by Lemire 2006, "Streaming
 * maximum-minimum filter using no more than three comparisons per element".
 */
export class Limiter {
  readonly #ceiling: number;
  readonly #release: number;
  readonly #window: number;
  readonly #late: readonly [Float32Array, Float32Array];
  readonly #gains: Float64Array;
  /** The monotonic queue: gains, and when each was. */
  readonly #queue: Float64Array;
  readonly #times: Float64Array;
  #head = 0;
  #tail = 0;
  #now = 0;
  #gain = 1;
  #sum: number;

  constructor(sampleRate: Hertz, { ceiling, lookAhead, release }: LimiterShape) {
    this.#ceiling = 10 ** (ceiling / 20);
    this.#release = 1 - decayFactor(release, sampleRate);
    this.#window = Math.max(2, Math.round(lookAhead * sampleRate));
    this.#late = [new Float32Array(this.#window), new Float32Array(this.#window)];
    this.#gains = new Float64Array(this.#window).fill(1);
    this.#queue = new Float64Array(this.#window + 1);
    this.#times = new Float64Array(this.#window + 1);
    this.#sum = this.#window;
  }

  /** Limits the first `count` samples of `bus` in place. */
  process({ left, right }: Stereo, count: number): void {
    const [lateLeft, lateRight] = this.#late;
    for (let i = 0; i < count; i++) {
      const x = left[i] as number;
      const y = right[i] as number;
      const peak = Math.max(Math.abs(x), Math.abs(y));
      const gain = this.#smooth(this.#smallest(Math.min(1, this.#ceiling / Math.max(1e-9, peak))));
      const slot = this.#now % this.#window;
      left[i] = (lateLeft[slot] as number) * gain;
      right[i] = (lateRight[slot] as number) * gain;
      lateLeft[slot] = x;
      lateRight[slot] = y;
      this.#now++;
    }
  }

  /** The smallest gain that a sample of the window asks for. */
  #smallest(gain: number): number {
    const size = this.#queue.length;
    while (this.#tail > this.#head && (this.#queue[(this.#tail - 1) % size] as number) >= gain) {
      this.#tail--;
    }
    this.#queue[this.#tail % size] = gain;
    this.#times[this.#tail % size] = this.#now;
    this.#tail++;
    if ((this.#times[this.#head % size] as number) < this.#now - this.#window) this.#head++;
    return this.#queue[this.#head % size] as number;
  }

  #smooth(wanted: number): number {
    if (wanted < this.#gain) this.#gain = wanted;
    else this.#gain += (wanted - this.#gain) * this.#release;
    const slot = this.#now % this.#window;
    this.#sum += this.#gain - (this.#gains[slot] as number);
    this.#gains[slot] = this.#gain;
    return this.#sum / this.#window;
  }
}
