import { clamp } from '../../core/numeric.ts';
import type { Hertz, Seconds } from '../../core/units.ts';
import type { Cue } from './bar.ts';

/** Time in which the others come back after a kick: under one beat. */
const RETURN: Seconds = 0.34;
/** Time in which they make way. */
const DIP: Seconds = 0.006;

/** How far the others make way for the kick: 1 at a kick, 0 when it is over. */
export class Duck {
  readonly #sampleRate: Hertz;
  #since = Number.POSITIVE_INFINITY;

  constructor(sampleRate: Hertz) {
    this.#sampleRate = sampleRate;
  }

  /** Writes the next `count` values for the kicks among `cues` into `out`. */
  write(cues: readonly Cue[], out: Float32Array, count: number): void {
    const kicks = new Set(cues.filter(({ bus }) => bus === 'kick').map(({ start }) => start));
    const dip = DIP * this.#sampleRate;
    const back = RETURN * this.#sampleRate;
    for (let i = 0; i < count; i++) {
      if (kicks.has(i)) this.#since = 0;
      const rest = clamp(1 - (this.#since - dip) / back, 0, 1);
      out[i] = Math.min(this.#since / dip, rest * rest * (3 - 2 * rest));
      this.#since++;
    }
  }
}
