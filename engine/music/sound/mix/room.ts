import type { Hertz } from '../../../core/units.ts';
import { Reverb } from '../../../input/built-in-track/effects/reverb.ts';
import { highPass } from '../dsp/biquad.ts';

/** The one room that all parts stand in. */
const ROOM = { decay: 2.4, preDelay: 0.018, damping: 5200 } as const;
/** Turns of the room's slow movement a second, whole ones a minute. */
const SWAY_HERTZ = 0.25;
/** What is below has no room. */
const BOTTOM: Hertz = 240;

/** Answers a block as a room does. */
export class Room {
  readonly #rate: Hertz;
  readonly #reverb: Reverb;
  readonly #bottoms;
  #samples = 0;

  constructor(rate: Hertz) {
    this.#rate = rate;
    this.#reverb = new Reverb(rate, ROOM);
    this.#bottoms = [highPass(BOTTOM, rate), highPass(BOTTOM, rate)] as const;
  }

  /** Replaces a block by what comes back of it. */
  process(left: Float32Array, right: Float32Array): void {
    const count = left.length;
    this.#bottoms[0].process(left);
    this.#bottoms[1].process(right);
    const from = (this.#samples / this.#rate) * SWAY_HERTZ;
    this.#samples += count;
    const to = (this.#samples / this.#rate) * SWAY_HERTZ;
    this.#reverb.process({ left, right }, count, [from, to]);
  }
}
