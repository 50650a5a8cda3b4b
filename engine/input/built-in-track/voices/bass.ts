import type { Hertz, Seconds } from '../../../core/units.ts';
import { decayFactor, saturate } from '../dsp/decay.ts';
import { noteHertz, saw, sine } from '../dsp/oscillator.ts';
import type { Stereo } from '../dsp/stereo.ts';
import { StateVariableFilter } from '../dsp/svf.ts';
import { FADED, type Voice } from '../dsp/voice-pool.ts';

/** One note of the bass. */
export interface BassNote {
  readonly note: number;
  readonly velocity: number;
  readonly length: Seconds;
  /** How far the filter opens at the attack. */
  readonly brightness: Hertz;
}

/** Samples between two settings of the filter. */
const CONTROL = 16;
const CLOSED: Hertz = 130;

/** Plucked bass: a sawtooth through a closing filter over a pure sine of the same pitch. */
export class Bass implements Voice {
  readonly #step: number;
  readonly #filter: StateVariableFilter;
  readonly #sweepDecay: number;
  readonly #release: number;
  readonly #hold: number;
  readonly #attack: number;
  readonly #note: BassNote;
  #phase = 0;
  #age = 0;
  #sweep = 1;
  #level = 1;

  constructor(sampleRate: Hertz, note: BassNote) {
    this.#note = note;
    this.#step = noteHertz(note.note) / sampleRate;
    this.#filter = new StateVariableFilter(sampleRate, CLOSED, 1.2);
    this.#sweepDecay = decayFactor(0.09, sampleRate / CONTROL);
    this.#release = decayFactor(0.035, sampleRate);
    this.#hold = note.length * sampleRate;
    this.#attack = 0.003 * sampleRate;
  }

  render({ left, right }: Stereo, from: number, to: number): boolean {
    const { velocity } = this.#note;
    const step = this.#step;
    let [phase, level, age] = [this.#phase, this.#level, this.#age];
    for (let i = from; i < to && level > FADED; i++) {
      if (age % CONTROL === 0) this.#close();
      phase += step;
      if (phase >= 1) phase -= 1;
      const buzz = this.#filter.lowpass(saw(phase, step));
      const rise = Math.min(1, age++ / this.#attack);
      if (age > this.#hold) level *= this.#release;
      const sample = velocity * rise * level * saturate(0.975 * sine(phase) + 0.91 * buzz);
      left[i] = (left[i] as number) + sample;
      right[i] = (right[i] as number) + sample;
    }
    [this.#phase, this.#level, this.#age] = [phase, level, age];
    return level > FADED;
  }

  #close(): void {
    const { velocity, brightness } = this.#note;
    this.#filter.tune(CLOSED + brightness * velocity * this.#sweep, 1.2);
    this.#sweep *= this.#sweepDecay;
  }
}
