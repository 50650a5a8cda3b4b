import type { Hertz, Seconds } from '../../../core/units.ts';
import { decayFactor } from '../dsp/decay.ts';
import { Noise, noteHertz, saw } from '../dsp/oscillator.ts';
import type { Stereo } from '../dsp/stereo.ts';
import { FADED, type Voice } from '../dsp/voice-pool.ts';

/** Detuning in cents of the two saws on the left and the two on the right. */
const DETUNE = [-7, 4, 7, -4];
const ATTACK: Seconds = 0.5;
const RELEASE: Seconds = 0.55;

/** One note of a pad: four detuned sawtooths, two a side; its filter is the bus's. */
export class Pad implements Voice {
  readonly #steps: Float64Array;
  readonly #phases: Float64Array;
  readonly #rise: number;
  readonly #fall: number;
  readonly #hold: number;
  readonly #velocity: number;
  #level = 0;
  #age = 0;

  constructor(sampleRate: Hertz, note: number, velocity: number, length: Seconds, seed: number) {
    const noise = new Noise(seed);
    this.#steps = Float64Array.from(DETUNE, (cents) => noteHertz(note + cents / 100) / sampleRate);
    this.#phases = Float64Array.from(DETUNE, () => (noise.next() + 1) / 2);
    this.#rise = 1 - decayFactor(ATTACK, sampleRate);
    this.#fall = decayFactor(RELEASE, sampleRate);
    this.#hold = length * sampleRate;
    this.#velocity = velocity;
  }

  render({ left, right }: Stereo, from: number, to: number): boolean {
    const hold = this.#hold;
    for (let i = from; i < to; i++) {
      if (this.#age++ < hold) this.#level += (1 - this.#level) * this.#rise;
      else this.#level *= this.#fall;
      const level = this.#velocity * this.#level;
      left[i] = (left[i] as number) + level * (this.#saw(0) + this.#saw(1));
      right[i] = (right[i] as number) + level * (this.#saw(2) + this.#saw(3));
    }
    return this.#age < hold || this.#level > FADED;
  }

  #saw(k: number): number {
    const step = this.#steps[k] as number;
    let phase = (this.#phases[k] as number) + step;
    if (phase >= 1) phase -= 1;
    this.#phases[k] = phase;
    return saw(phase, step);
  }
}
