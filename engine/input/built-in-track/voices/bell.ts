import type { Hertz } from '../../../core/units.ts';
import { decayFactor } from '../dsp/decay.ts';
import { noteHertz, sine } from '../dsp/oscillator.ts';
import { panGains, type Stereo } from '../dsp/stereo.ts';
import { FADED, type Voice } from '../dsp/voice-pool.ts';

/** One note of the electric piano. */
export interface BellNote {
  readonly note: number;
  readonly velocity: number;
  readonly pan: number;
}

/** Depths of the two modulators in cycles of the carrier's phase. */
const BODY_DEPTH = 0.27;
const TINE_DEPTH = 0.09;

/**
 * Electric piano by frequency modulation: a body (1:1) and a short tine (14:1); soft notes are
 * purer, as a soft blow is.
 * @source Chowning 1973, "The synthesis of complex audio spectra by means of frequency modulation".
 */
export class Bell implements Voice {
  readonly #step: number;
  readonly #decay: number;
  readonly #bodyDecay: number;
  readonly #tineDecay: number;
  readonly #attack: number;
  readonly #gains: readonly [number, number];
  #phase = 0;
  #age = 0;
  #level: number;
  #body: number;
  #tine: number;

  constructor(sampleRate: Hertz, { note, velocity, pan }: BellNote) {
    const hertz = noteHertz(note);
    this.#step = hertz / sampleRate;
    this.#decay = decayFactor(0.75 * Math.sqrt(440 / hertz), sampleRate);
    this.#bodyDecay = decayFactor(0.35, sampleRate);
    this.#tineDecay = decayFactor(0.06, sampleRate);
    this.#attack = 0.002 * sampleRate;
    this.#gains = panGains(pan);
    this.#level = velocity;
    this.#body = BODY_DEPTH * (0.4 + velocity);
    this.#tine = TINE_DEPTH * velocity * (14 * hertz < 0.4 * sampleRate ? 1 : 0);
  }

  render({ left, right }: Stereo, from: number, to: number): boolean {
    const [toLeft, toRight] = this.#gains;
    const step = this.#step;
    let [phase, level, body, tine] = [this.#phase, this.#level, this.#body, this.#tine];
    for (let i = from; i < to && level > FADED; i++) {
      phase += step;
      const bent = body * sine(phase) + tine * sine(14 * phase);
      const rise = Math.min(1, this.#age++ / this.#attack);
      const sample = rise * level * sine(phase + bent);
      left[i] = (left[i] as number) + toLeft * sample;
      right[i] = (right[i] as number) + toRight * sample;
      level *= this.#decay;
      body *= this.#bodyDecay;
      tine *= this.#tineDecay;
    }
    [this.#phase, this.#level, this.#body, this.#tine] = [phase, level, body, tine];
    return level > FADED;
  }
}
