import type { Hertz, Seconds } from '../../../core/units.ts';
import { decayFactor } from '../dsp/decay.ts';
import { noteHertz, saw } from '../dsp/oscillator.ts';
import { panGains, type Stereo } from '../dsp/stereo.ts';
import { StateVariableFilter } from '../dsp/svf.ts';
import { FADED, type Voice } from '../dsp/voice-pool.ts';

/** One note of the arpeggio or of a stab. */
export interface PluckNote {
  readonly note: number;
  readonly velocity: number;
  readonly pan: number;
  /** Cutoff at the attack. */
  readonly brightness: Hertz;
  /** Time to 1/e; the filter closes in half of it. */
  readonly decay: Seconds;
}

const CONTROL = 16;

/** Short pluck: two sawtooths a few cents apart through a filter that closes at once. */
export class Pluck implements Voice {
  readonly #steps: readonly [number, number];
  readonly #filter: StateVariableFilter;
  readonly #decay: number;
  readonly #sweepDecay: number;
  readonly #attack: number;
  readonly #gains: readonly [number, number];
  readonly #brightness: Hertz;
  #a = 0;
  #b = 0.37;
  #age = 0;
  #sweep = 1;
  #level: number;

  constructor(sampleRate: Hertz, { note, velocity, pan, brightness, decay }: PluckNote) {
    this.#steps = [noteHertz(note - 0.05) / sampleRate, noteHertz(note + 0.05) / sampleRate];
    this.#filter = new StateVariableFilter(sampleRate, brightness, 1.6);
    this.#decay = decayFactor(decay, sampleRate);
    this.#sweepDecay = decayFactor(decay / 2, sampleRate / CONTROL);
    this.#attack = 0.0015 * sampleRate;
    this.#gains = panGains(pan);
    this.#brightness = brightness;
    this.#level = velocity;
  }

  render({ left, right }: Stereo, from: number, to: number): boolean {
    const [toLeft, toRight] = this.#gains;
    const [stepA, stepB] = this.#steps;
    let [a, b, level, age] = [this.#a, this.#b, this.#level, this.#age];
    for (let i = from; i < to && level > FADED; i++) {
      if (age % CONTROL === 0) this.#close();
      a += stepA;
      if (a >= 1) a -= 1;
      b += stepB;
      if (b >= 1) b -= 1;
      const rise = Math.min(1, age++ / this.#attack);
      const sample = 0.5 * rise * level * this.#filter.lowpass(saw(a, stepA) + saw(b, stepB));
      left[i] = (left[i] as number) + toLeft * sample;
      right[i] = (right[i] as number) + toRight * sample;
      level *= this.#decay;
    }
    [this.#a, this.#b, this.#level, this.#age] = [a, b, level, age];
    return level > FADED;
  }

  #close(): void {
    this.#filter.tune(220 + this.#brightness * this.#sweep, 1.6);
    this.#sweep *= this.#sweepDecay;
  }
}
