import type { Hertz } from '../../../core/units.ts';

/**
 * A state-variable filter of second order that stays stable while its cutoff moves.
 * @source Simper 2013, "Solving the continuous SVF equations using trapezoidal integration".
 */
export class StateVariableFilter {
  readonly #sampleRate: Hertz;
  #damping = 1;
  #a1 = 1;
  #a2 = 0;
  #a3 = 0;
  #band = 0;
  #low = 0;

  constructor(sampleRate: Hertz, cutoff: Hertz, q = Math.SQRT1_2) {
    this.#sampleRate = sampleRate;
    this.tune(cutoff, q);
  }

  /** Sets cutoff and resonance; the cutoff is held under 0.45 of the sample rate. */
  tune(cutoff: Hertz, q: number): void {
    const g = Math.tan(Math.PI * Math.min(0.45, cutoff / this.#sampleRate));
    this.#damping = 1 / q;
    this.#a1 = 1 / (1 + g * (g + this.#damping));
    this.#a2 = g * this.#a1;
    this.#a3 = g * this.#a2;
  }

  lowpass(input: number): number {
    const rest = input - this.#low;
    const band = this.#a1 * this.#band + this.#a2 * rest;
    const low = this.#low + this.#a2 * this.#band + this.#a3 * rest;
    this.#band = 2 * band - this.#band;
    this.#low = 2 * low - this.#low;
    return low;
  }

  /** The band around the cutoff, at unit gain there. */
  bandpass(input: number): number {
    const rest = input - this.#low;
    const band = this.#a1 * this.#band + this.#a2 * rest;
    const low = this.#low + this.#a2 * this.#band + this.#a3 * rest;
    this.#band = 2 * band - this.#band;
    this.#low = 2 * low - this.#low;
    return band * this.#damping;
  }

  highpass(input: number): number {
    const rest = input - this.#low;
    const band = this.#a1 * this.#band + this.#a2 * rest;
    const low = this.#low + this.#a2 * this.#band + this.#a3 * rest;
    this.#band = 2 * band - this.#band;
    this.#low = 2 * low - this.#low;
    return input - this.#damping * band - low;
  }
}
