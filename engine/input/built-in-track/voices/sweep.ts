import type { Hertz, Seconds } from '../../../core/units.ts';
import { Noise } from '../dsp/oscillator.ts';
import type { Stereo } from '../dsp/stereo.ts';
import { StateVariableFilter } from '../dsp/svf.ts';
import type { Voice } from '../dsp/voice-pool.ts';

/** A riser when `to` lies over `from`, a fall when it lies below. */
export interface SweepShape {
  readonly length: Seconds;
  readonly from: Hertz;
  readonly to: Hertz;
  readonly gain: number;
}

const CONTROL = 32;
/** Time in which a riser stops, and a fall begins: short, and without a click. */
const EDGE: Seconds = 0.012;

/** Wide noise through a band that moves: louder as it rises, softer as it falls. */
export class Sweep implements Voice {
  readonly #shape: SweepShape;
  readonly #samples: number;
  readonly #edge: number;
  readonly #noises: readonly [Noise, Noise];
  readonly #filters: readonly [StateVariableFilter, StateVariableFilter];
  #age = 0;

  constructor(sampleRate: Hertz, shape: SweepShape, seed: number) {
    this.#shape = shape;
    this.#samples = Math.round(shape.length * sampleRate);
    this.#edge = EDGE * sampleRate;
    this.#noises = [new Noise(seed), new Noise(seed + 104729)];
    const filter = () => new StateVariableFilter(sampleRate, shape.from, 1.4);
    this.#filters = [filter(), filter()];
  }

  render({ left, right }: Stereo, from: number, to: number): boolean {
    const end = Math.min(to, from + this.#samples - this.#age);
    let level = this.#control();
    for (let i = from; i < end; i++) {
      if (this.#age % CONTROL === 0) level = this.#control();
      const rest = this.#samples - this.#age;
      const sample = level * Math.min(1, this.#age / this.#edge, rest / this.#edge);
      left[i] = (left[i] as number) + sample * this.#filters[0].bandpass(this.#noises[0].next());
      right[i] = (right[i] as number) + sample * this.#filters[1].bandpass(this.#noises[1].next());
      this.#age++;
    }
    return this.#age < this.#samples;
  }

  /** Tunes the filters for the age and returns the level there. */
  #control(): number {
    const { from, to, gain } = this.#shape;
    const share = this.#age / this.#samples;
    const cutoff = from * (to / from) ** share;
    for (const filter of this.#filters) filter.tune(cutoff, 1.4);
    return gain * (to > from ? share ** 2.2 : (1 - share) ** 2.5);
  }
}
