import type { Hertz, Seconds } from '../../../core/units.ts';
import { onePoleShare } from '../dsp/decay.ts';
import { sine } from '../dsp/oscillator.ts';
import type { Stereo } from '../dsp/stereo.ts';

/** Length and colour of a room. */
export interface ReverbShape {
  /** Time in which it falls by 60 dB. */
  readonly decay: Seconds;
  readonly preDelay: Seconds;
  /** Cutoff of the damping in the loop. */
  readonly damping: Hertz;
}

const LINES = 8;
/** Lengths of the lines in seconds, spread so that no echo falls on another. */
const TIMES: readonly Seconds[] = [0.0297, 0.0353, 0.0411, 0.0437, 0.0533, 0.0607, 0.0679, 0.0773];
/** Lengths of the four diffusers a side. */
const DIFFUSERS: readonly (readonly Seconds[])[] = [
  [0.00477, 0.0036, 0.01273, 0.0093],
  [0.00441, 0.00389, 0.01187, 0.00997],
];
const DIFFUSION = 0.62;
/** Sway of the lines, so that a bell's tail does not ring on one pitch. */
const SWAY: Seconds = 0.00035;
const CONTROL = 32;
/** What makes the Hadamard matrix of order 8 keep the energy. */
const UNITARY = 1 / Math.sqrt(LINES);

/** A delay that passes all frequencies alike and smears them in time. @source Schroeder 1962. */
class Diffuser {
  readonly #line: Float32Array;
  #at = 0;

  constructor(samples: number) {
    this.#line = new Float32Array(samples);
  }

  next(input: number): number {
    const delayed = this.#line[this.#at] as number;
    const fed = input - DIFFUSION * delayed;
    this.#line[this.#at] = fed;
    if (++this.#at === this.#line.length) this.#at = 0;
    return delayed + DIFFUSION * fed;
  }
}

/**
 * A feedback delay network of eight lines mixed by a Hadamard matrix, after four diffusers a side.
 * @source Jot and Chaigne 1991, "Digital delay networks for designing artificial reverberators".
 */
export class Reverb {
  readonly #diffusers: readonly (readonly Diffuser[])[];
  readonly #lines: readonly Float32Array[];
  readonly #lengths: Float64Array;
  readonly #gains: Float64Array;
  readonly #preDelay: readonly [Float32Array, Float32Array];
  readonly #damping: number;
  readonly #sway: number;
  readonly #damped = new Float64Array(LINES);
  readonly #reads = new Float64Array(LINES);
  readonly #mixed = new Float64Array(LINES);
  readonly #heads = new Int32Array(LINES);
  #preAt = 0;

  constructor(sampleRate: Hertz, { decay, preDelay, damping }: ReverbShape) {
    const samples = (time: Seconds) => Math.max(1, Math.round(time * sampleRate));
    this.#diffusers = DIFFUSERS.map((side) => side.map((time) => new Diffuser(samples(time))));
    this.#lengths = Float64Array.from(TIMES, samples);
    // -60 dB after `decay`: a line of length T loses 60 T / decay decibels a round.
    this.#gains = Float64Array.from(TIMES, (time) => 10 ** ((-3 * time) / decay));
    this.#sway = SWAY * sampleRate;
    this.#lines = TIMES.map((time) => new Float32Array(samples(time + 2 * SWAY) + 4));
    this.#preDelay = [new Float32Array(samples(preDelay)), new Float32Array(samples(preDelay))];
    this.#damping = onePoleShare(damping, sampleRate);
  }

  /**
   * Replaces the first `count` samples of `bus` by their room. `sway` is where the slow movement of
   * the lines stands, in cycles, at the first and after the last sample.
   */
  process({ left, right }: Stereo, count: number, sway: readonly [from: number, to: number]): void {
    for (let i = 0; i < count; i++) {
      if (i % CONTROL === 0) this.#moveLines(sway[0] + ((sway[1] - sway[0]) * i) / count);
      const inLeft = this.#diffuse(0, left[i] as number);
      const inRight = this.#diffuse(1, right[i] as number);
      if (++this.#preAt >= this.#preDelay[0].length) this.#preAt = 0;
      this.#readLines();
      left[i] = this.#tap(0);
      right[i] = this.#tap(1);
      this.#mix();
      this.#writeLines(inLeft, inRight);
    }
  }

  #diffuse(side: 0 | 1, input: number): number {
    const line = this.#preDelay[side];
    let sample = line[this.#preAt] as number;
    line[this.#preAt] = input;
    for (const diffuser of this.#diffusers[side] ?? []) sample = diffuser.next(sample);
    return sample;
  }

  #moveLines(cycles: number): void {
    for (let k = 0; k < LINES; k++) {
      const lean = 1 + sine(cycles * (k % 2 === 0 ? 1 : 2) + k / LINES);
      this.#reads[k] = (this.#lengths[k] as number) + this.#sway * lean;
    }
  }

  #readLines(): void {
    for (let k = 0; k < LINES; k++) {
      const line = this.#lines[k] as Float32Array;
      const behind = this.#reads[k] as number;
      const whole = behind | 0;
      let at = (this.#heads[k] as number) - whole;
      if (at < 0) at += line.length;
      const newer = line[at] as number;
      const older = line[at === 0 ? line.length - 1 : at - 1] as number;
      const sample = newer + (older - newer) * (behind - whole);
      const damped = this.#damped[k] as number;
      this.#damped[k] = damped + this.#damping * (sample - damped) + 1e-18;
    }
  }

  /** What one side hears: every second line, with signs that keep the sides apart. */
  #tap(side: 0 | 1): number {
    const x = this.#damped;
    const first = (x[side] as number) - (x[side + 2] as number);
    return 0.35 * (first + (x[side + 4] as number) - (x[side + 6] as number));
  }

  /** The Hadamard matrix of order 8 by butterflies. */
  #mix(): void {
    const x = this.#mixed;
    for (let k = 0; k < LINES; k++) x[k] = (this.#damped[k] as number) * (this.#gains[k] as number);
    for (let span = 1; span < LINES; span *= 2) {
      for (let k = 0; k < LINES; k++) {
        if (k & span) continue;
        const u = x[k] as number;
        const v = x[k + span] as number;
        x[k] = u + v;
        x[k + span] = u - v;
      }
    }
  }

  #writeLines(left: number, right: number): void {
    for (let k = 0; k < LINES; k++) {
      const line = this.#lines[k] as Float32Array;
      const head = this.#heads[k] as number;
      line[head] = (this.#mixed[k] as number) * UNITARY + (k % 2 === 0 ? left : right);
      this.#heads[k] = head + 1 === line.length ? 0 : head + 1;
    }
  }
}
