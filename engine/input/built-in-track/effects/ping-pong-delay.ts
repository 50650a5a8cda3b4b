import type { Hertz, Seconds } from '../../../core/units.ts';
import { onePoleShare } from '../dsp/decay.ts';
import type { Stereo } from '../dsp/stereo.ts';

/** Time and repeats of a delay. */
export interface DelayShape {
  readonly time: Seconds;
  readonly feedback: number;
}

const DARK: Hertz = 3200;
const THIN: Hertz = 280;

/** Echoes that change sides, each darker and thinner than the one before. */
export class PingPongDelay {
  readonly #lines: readonly [Float32Array, Float32Array];
  readonly #feedback: number;
  readonly #dark: number;
  readonly #thin: number;
  readonly #low = new Float64Array(2);
  readonly #bottom = new Float64Array(2);
  #at = 0;

  constructor(sampleRate: Hertz, { time, feedback }: DelayShape) {
    const length = Math.round(time * sampleRate);
    this.#lines = [new Float32Array(length), new Float32Array(length)];
    this.#feedback = feedback;
    this.#dark = onePoleShare(DARK, sampleRate);
    this.#thin = onePoleShare(THIN, sampleRate);
  }

  /** Replaces the first `count` samples of `bus` by their echoes. */
  process({ left, right }: Stereo, count: number): void {
    const [a, b] = this.#lines;
    for (let i = 0; i < count; i++) {
      const echoLeft = this.#colour(a[this.#at] as number, 0);
      const echoRight = this.#colour(b[this.#at] as number, 1);
      const mono = ((left[i] as number) + (right[i] as number)) / 2;
      a[this.#at] = mono + this.#feedback * echoRight;
      b[this.#at] = this.#feedback * echoLeft + 0.25 * ((right[i] as number) - mono);
      left[i] = echoLeft;
      right[i] = echoRight;
      if (++this.#at === a.length) this.#at = 0;
    }
  }

  #colour(sample: number, side: 0 | 1): number {
    const low = (this.#low[side] as number) + this.#dark * (sample - (this.#low[side] as number));
    this.#low[side] = low;
    const bottom = this.#bottom[side] as number;
    this.#bottom[side] = bottom + this.#thin * (low - bottom) + 1e-18;
    return low - (this.#bottom[side] as number);
  }
}
