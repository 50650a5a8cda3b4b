import type { Hertz, Seconds } from './units.ts';

/** How a gain is brought down before a peak and let up after it. */
export interface LookAheadShape {
  readonly lookAhead: Seconds;
  /** Time constant of the way back up. */
  readonly release: Seconds;
}

/**
 * The gain of a limiter that sees peaks coming: never above the smallest gain that a sample of the
 * window asks for, and smooth. It belongs to the sample that came a window before.
 * @source Windowed minimum of the gain, released exponentially, then a moving mean of like length,
 * as in Hammershoj and Abel's look-ahead limiter; the minimum by Lemire 2006, "Streaming
 * maximum-minimum filter using no more than three comparisons per element".
 */
export class LookAheadGain {
  /** Samples by which the sound must be late. */
  readonly window: number;
  readonly #release: number;
  readonly #gains: Float64Array;
  /** The monotonic queue: gains, and when each was. */
  readonly #queue: Float64Array;
  readonly #times: Float64Array;
  #head = 0;
  #tail = 0;
  #now = 0;
  #gain = 1;
  #sum: number;

  constructor(sampleRate: Hertz, { lookAhead, release }: LookAheadShape) {
    this.#release = 1 - Math.exp(-1 / (release * sampleRate));
    this.window = Math.max(2, Math.round(lookAhead * sampleRate));
    this.#gains = new Float64Array(this.window).fill(1);
    this.#queue = new Float64Array(this.window + 1);
    this.#times = new Float64Array(this.window + 1);
    this.#sum = this.window;
  }

  /** Takes the gain that the newest sample asks for; gives that of the sample a window before. */
  next(wanted: number): number {
    const gain = this.#smooth(this.#smallest(wanted));
    this.#now++;
    return gain;
  }

  #smallest(gain: number): number {
    const size = this.#queue.length;
    while (this.#tail > this.#head && (this.#queue[(this.#tail - 1) % size] as number) >= gain) {
      this.#tail--;
    }
    this.#queue[this.#tail % size] = gain;
    this.#times[this.#tail % size] = this.#now;
    this.#tail++;
    if ((this.#times[this.#head % size] as number) < this.#now - this.window) this.#head++;
    return this.#queue[this.#head % size] as number;
  }

  #smooth(wanted: number): number {
    if (wanted < this.#gain) this.#gain = wanted;
    else this.#gain += (wanted - this.#gain) * this.#release;
    const slot = this.#now % this.window;
    this.#sum += this.#gain - (this.#gains[slot] as number);
    this.#gains[slot] = this.#gain;
    return this.#sum / this.window;
  }
}
