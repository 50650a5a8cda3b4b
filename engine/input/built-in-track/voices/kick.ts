import type { Hertz } from '../../../core/units.ts';
import { decayFactor, saturate } from '../dsp/decay.ts';
import { Noise, sine } from '../dsp/oscillator.ts';
import type { Stereo } from '../dsp/stereo.ts';
import { FADED, type Voice } from '../dsp/voice-pool.ts';

const BODY: Hertz = 47;
const SWEEP: Hertz = 150;
const SNAP: Hertz = 900;
const DRIVE = 1.7;

/** A bass drum: a sine that falls to 47 Hz, driven, with a short click. */
export class Kick implements Voice {
  readonly #gain: number;
  readonly #step: number;
  readonly #bodyDecay: number;
  readonly #sweepDecay: number;
  readonly #snapDecay: number;
  readonly #clickDecay: number;
  readonly #noise: Noise;
  readonly #attack: number;
  #age = 0;
  #phase = 0;
  #body = 1;
  #sweep = 1;
  #snap = 1;
  #click = 0.22;

  constructor(sampleRate: Hertz, velocity: number, seed: number) {
    this.#gain = velocity;
    this.#step = 1 / sampleRate;
    this.#attack = 0.0012 * sampleRate;
    this.#bodyDecay = decayFactor(0.14, sampleRate);
    this.#sweepDecay = decayFactor(0.034, sampleRate);
    this.#snapDecay = decayFactor(0.0055, sampleRate);
    this.#clickDecay = decayFactor(0.0028, sampleRate);
    this.#noise = new Noise(seed);
  }

  render({ left, right }: Stereo, from: number, to: number): boolean {
    for (let i = from; i < to; i++) {
      const rise = Math.min(1, this.#age++ / this.#attack);
      this.#phase += (BODY + SWEEP * this.#sweep + SNAP * this.#snap) * this.#step;
      const body = saturate(DRIVE * this.#body * sine(this.#phase)) * 0.9;
      const sample = this.#gain * rise * (body + this.#click * this.#noise.next());
      left[i] = (left[i] as number) + sample;
      right[i] = (right[i] as number) + sample;
      this.#body *= this.#bodyDecay;
      this.#sweep *= this.#sweepDecay;
      this.#snap *= this.#snapDecay;
      this.#click *= this.#clickDecay;
    }
    return this.#body > FADED;
  }
}
