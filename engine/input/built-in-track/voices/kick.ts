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
  /** Phase, and the levels of body, sweep, snap and click. */
  #now: [number, number, number, number, number] = [0, 1, 1, 1, 0.22];

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
    let [phase, body, sweep, snap, click] = this.#now;
    for (let i = from; i < to && body > FADED; i++) {
      const rise = Math.min(1, this.#age++ / this.#attack);
      phase += (BODY + SWEEP * sweep + SNAP * snap) * this.#step;
      const tone = saturate(DRIVE * body * sine(phase)) * 0.9;
      const tick = click > FADED ? click * this.#noise.next() : 0;
      const sample = this.#gain * rise * (tone + tick);
      left[i] = (left[i] as number) + sample;
      right[i] = (right[i] as number) + sample;
      body *= this.#bodyDecay;
      sweep *= this.#sweepDecay;
      snap *= this.#snapDecay;
      click *= this.#clickDecay;
    }
    this.#now = [phase, body, sweep, snap, click];
    return body > FADED;
  }
}
