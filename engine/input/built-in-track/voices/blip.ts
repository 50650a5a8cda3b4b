import type { Hertz } from '../../../core/units.ts';
import { decayFactor } from '../dsp/decay.ts';
import { sine } from '../dsp/oscillator.ts';
import { panGains, type Stereo } from '../dsp/stereo.ts';
import { FADED, type Voice } from '../dsp/voice-pool.ts';

/** Wooden percussion: a short tuned sine that falls a little, with an inharmonic knock. */
export class Blip implements Voice {
  readonly #hertz: Hertz;
  readonly #step: number;
  readonly #decay: number;
  readonly #knockDecay: number;
  readonly #gains: readonly [number, number];
  #level: number;
  #knock = 1;
  #phase = 0;

  constructor(sampleRate: Hertz, hertz: Hertz, velocity: number, pan: number) {
    this.#hertz = hertz;
    this.#step = 1 / sampleRate;
    this.#decay = decayFactor(0.045, sampleRate);
    this.#knockDecay = decayFactor(0.006, sampleRate);
    this.#gains = panGains(pan);
    this.#level = velocity;
  }

  render({ left, right }: Stereo, from: number, to: number): boolean {
    const [toLeft, toRight] = this.#gains;
    for (let i = from; i < to; i++) {
      this.#phase += this.#hertz * (1 + 0.35 * this.#knock) * this.#step;
      const knock = 0.5 * this.#knock * sine(this.#phase * 2.76);
      const sample = this.#level * (sine(this.#phase) + knock);
      left[i] = (left[i] as number) + toLeft * sample;
      right[i] = (right[i] as number) + toRight * sample;
      this.#level *= this.#decay;
      this.#knock *= this.#knockDecay;
    }
    return this.#level > FADED;
  }
}
