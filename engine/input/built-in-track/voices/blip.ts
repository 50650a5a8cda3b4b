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
    const step = this.#hertz * this.#step;
    let [phase, level, knock] = [this.#phase, this.#level, this.#knock];
    for (let i = from; i < to && level > FADED; i++) {
      phase += step * (1 + 0.35 * knock);
      const sample = level * (sine(phase) + 0.5 * knock * sine(phase * 2.76));
      left[i] = (left[i] as number) + toLeft * sample;
      right[i] = (right[i] as number) + toRight * sample;
      level *= this.#decay;
      knock *= this.#knockDecay;
    }
    [this.#phase, this.#level, this.#knock] = [phase, level, knock];
    return level > FADED;
  }
}
