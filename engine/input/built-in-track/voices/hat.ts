import type { Hertz, Seconds } from '../../../core/units.ts';
import { decayFactor } from '../dsp/decay.ts';
import { Noise } from '../dsp/oscillator.ts';
import { panGains, type Stereo } from '../dsp/stereo.ts';
import { StateVariableFilter } from '../dsp/svf.ts';
import { FADED, type Voice } from '../dsp/voice-pool.ts';

/**
 * The six square waves of an analogue cymbal, in hertz; four times as high here, for a thinner ring.
 * @source Werner et al. 2014, "The TR-808 cymbal: a physically-informed, circuit-bendable, digital
 * model": 205.3, 304.4, 369.6, 522.7, 540, 800 Hz.
 */
const PARTIALS = [205.3, 304.4, 369.6, 522.7, 540, 800].map((hertz) => 4 * hertz);

/** Length of the metal that strokes are cut from, longer than any stroke. */
const METAL: Seconds = 1.5;

/** A stretch of ringing metal: high-passed noise with six square waves. One serves every stroke. */
export function createMetal(sampleRate: Hertz, cutoff: Hertz): Float32Array {
  const noise = new Noise(1);
  const filter = new StateVariableFilter(sampleRate, cutoff, 0.9);
  return Float32Array.from({ length: Math.round(METAL * sampleRate) }, (_, i) => {
    const ring = PARTIALS.reduce((sum, hertz) => {
      const cycles = (hertz * i) / sampleRate;
      return sum + (cycles - Math.floor(cycles) < 0.5 ? 1 : -1);
    }, 0);
    return filter.highpass(0.7 * noise.next() + 0.06 * ring);
  });
}

/** How a hat or a shaker is struck. */
export interface HatStroke {
  readonly velocity: number;
  /** Time to 1/e. */
  readonly decay: Seconds;
  readonly pan: number;
  /** Rise time: almost none for a stick, some milliseconds for a shaker. */
  readonly attack: Seconds;
}

/** A stroke of a hi-hat or a shaker, cut from `metal` at a place of its own. */
export class Hat implements Voice {
  readonly #metal: Float32Array;
  readonly #decay: number;
  readonly #attack: number;
  readonly #gains: readonly [number, number];
  #level: number;
  #age = 0;
  #at: number;

  constructor(sampleRate: Hertz, metal: Float32Array, stroke: HatStroke, seed: number) {
    this.#metal = metal;
    this.#decay = decayFactor(stroke.decay, sampleRate);
    this.#attack = stroke.attack * sampleRate;
    this.#gains = panGains(stroke.pan);
    this.#level = stroke.velocity;
    this.#at = Math.floor(((new Noise(seed).next() + 1) / 2) * metal.length) % metal.length;
  }

  render({ left, right }: Stereo, from: number, to: number): boolean {
    const [toLeft, toRight] = this.#gains;
    const metal = this.#metal;
    let level = this.#level;
    for (let i = from; i < to && level > FADED; i++) {
      const rise = Math.min(1, this.#age++ / this.#attack);
      const sample = rise * level * (metal[this.#at] as number);
      if (++this.#at === metal.length) this.#at = 0;
      left[i] = (left[i] as number) + toLeft * sample;
      right[i] = (right[i] as number) + toRight * sample;
      level *= this.#decay;
    }
    this.#level = level;
    return level > FADED;
  }
}
