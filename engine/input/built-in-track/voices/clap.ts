import type { Hertz, Seconds } from '../../../core/units.ts';
import { decayFactor } from '../dsp/decay.ts';
import { Noise } from '../dsp/oscillator.ts';
import type { Stereo } from '../dsp/stereo.ts';
import { StateVariableFilter } from '../dsp/svf.ts';
import { FADED, type Voice } from '../dsp/voice-pool.ts';

/** When each pair of hands meets. */
const STRIKES: readonly Seconds[] = [0, 0.0095, 0.0205];

/** Hand claps: three bursts of band-passed noise, wide, the last with a tail. */
export class Clap implements Voice {
  readonly #noises: readonly [Noise, Noise];
  readonly #filters: readonly [StateVariableFilter, StateVariableFilter];
  readonly #strikes: readonly number[];
  readonly #burst: number;
  readonly #tail: number;
  readonly #velocity: number;
  #level = 0;
  #age = 0;

  constructor(sampleRate: Hertz, velocity: number, seed: number) {
    this.#noises = [new Noise(seed), new Noise(seed + 7919)];
    const filter = () => new StateVariableFilter(sampleRate, 1350, 1.1);
    this.#filters = [filter(), filter()];
    this.#strikes = STRIKES.map((time) => Math.round(time * sampleRate));
    this.#burst = decayFactor(0.005, sampleRate);
    this.#tail = decayFactor(0.07, sampleRate);
    this.#velocity = velocity;
  }

  render({ left, right }: Stereo, from: number, to: number): boolean {
    const last = this.#strikes[this.#strikes.length - 1] ?? 0;
    for (let i = from; i < to; i++) {
      if (this.#age <= last && this.#strikes.includes(this.#age)) this.#level = this.#velocity;
      const level = this.#level;
      left[i] = (left[i] as number) + level * this.#filters[0].bandpass(this.#noises[0].next());
      right[i] = (right[i] as number) + level * this.#filters[1].bandpass(this.#noises[1].next());
      this.#level *= this.#age > last ? this.#tail : this.#burst;
      this.#age++;
    }
    return this.#age <= last || this.#level > FADED;
  }
}
