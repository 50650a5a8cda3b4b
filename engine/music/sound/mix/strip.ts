import { gainOf } from '../../../core/numeric.ts';
import type { Hertz, Unit01 } from '../../../core/units.ts';
import { highPass } from '../dsp/biquad.ts';
import { Chorus } from './chorus.ts';
import type { StripShape } from './strips.ts';

/** Channels of inputs, `[input][channel][sample]`; an input that leads nowhere has no channel. */
export type MixInputs = readonly (readonly Float32Array[])[];

/** Where the faders of a part stand as a block ends. */
export interface StripFaders {
  /** Gain that brings its instrument to the loudness of the others. */
  readonly trim: number;
  /** Gain of its fader. */
  readonly fader: number;
  /** How far the kick turns parts down that are wholly ducked. */
  readonly sidechain: Unit01;
  /** The kick by sample, or one value for the block; 1 turns down as far as it goes. */
  readonly duck: Float32Array;
}

/** A gain that is turned evenly over a block, so that nothing steps. */
class Turned {
  #gain = Number.NaN;

  /** Scales a block from the gain of the block before to `gain`; the first block by `gain`. */
  scale(left: Float32Array, right: Float32Array, gain: number): void {
    const from = Number.isNaN(this.#gain) ? gain : this.#gain;
    const turn = (gain - from) / left.length;
    this.#gain = gain;
    if (from === 1 && gain === 1) return;
    for (let i = 0; i < left.length; i++) {
      const now = from + turn * (i + 1);
      left[i] = (left[i] as number) * now;
      right[i] = (right[i] as number) * now;
    }
  }
}

/** The way of one part through the mix. */
export class Strip {
  readonly #shape: StripShape;
  readonly #first: number;
  readonly #trim = new Turned();
  readonly #fader = new Turned();
  readonly #level: number;
  readonly #bottoms;
  readonly #chorus: Chorus | null;
  readonly #knee: number | null;
  readonly left: Float32Array;
  readonly right: Float32Array;

  /** @param first its first input */
  constructor(shape: StripShape, first: number, rate: Hertz, block: number) {
    const { level, highPass: bottom, isChorused, bentTowards } = shape;
    this.#shape = shape;
    this.#first = first;
    this.#level = gainOf(level);
    // Without resonance, as the browsers' own filter at 0 dB.
    this.#bottoms =
      bottom === null ? null : ([highPass(bottom, rate, 1), highPass(bottom, rate, 1)] as const);
    this.#chorus = isChorused ? new Chorus(rate) : null;
    this.#knee = bentTowards === undefined ? null : gainOf(bentTowards);
    this.left = new Float32Array(block);
    this.right = new Float32Array(block);
  }

  /** Adds its voices, in their order, as the instrument is to sound by itself. */
  gather(inputs: MixInputs, { trim }: StripFaders): void {
    const { left, right } = this;
    left.fill(0);
    right.fill(0);
    for (let k = this.#first; k < this.#first + this.#shape.voices; k++) {
      const inLeft = inputs[k]?.[0];
      if (!inLeft) continue;
      const inRight = inputs[k]?.[1] ?? inLeft;
      for (let i = 0; i < left.length; i++) {
        left[i] = (left[i] as number) + (inLeft[i] as number);
        right[i] = (right[i] as number) + (inRight[i] as number);
      }
    }
    this.#trim.scale(left, right, trim);
  }

  /** Brings what was gathered to how it stands in the mix. */
  place({ fader, sidechain, duck }: StripFaders): void {
    const { left, right } = this;
    this.#filter(left, right);
    this.#chorus?.process(left, right);
    if (this.#knee !== null) bend(left, right, this.#knee);
    this.#fader.scale(left, right, fader);
    const depth = sidechain * this.#shape.ducked;
    if (depth === 0 || (duck.length === 1 && duck[0] === 0)) return;
    for (let i = 0; i < left.length; i++) {
      const gain = 1 - depth * (duck.length === 1 ? (duck[0] as number) : (duck[i] as number));
      left[i] = (left[i] as number) * gain;
      right[i] = (right[i] as number) * gain;
    }
  }

  #filter(left: Float32Array, right: Float32Array): void {
    const level = this.#level;
    for (let i = 0; i < left.length; i++) {
      left[i] = level * (left[i] as number);
      right[i] = level * (right[i] as number);
    }
    this.#bottoms?.[0].process(left);
    this.#bottoms?.[1].process(right);
  }
}

/** A curve that is straight in the quiet and comes to rest at `knee`. */
function bend(left: Float32Array, right: Float32Array, knee: number): void {
  for (let i = 0; i < left.length; i++) {
    left[i] = knee * Math.tanh((left[i] as number) / knee);
    right[i] = knee * Math.tanh((right[i] as number) / knee);
  }
}
