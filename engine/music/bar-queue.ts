import type { Beats } from '../core/units.ts';
import type { ComposedBar, Composer } from './composer.ts';
import type { MusicControls } from './controls.ts';
import { BEATS_PER_BAR } from './note.ts';

/** Whole bars that are known before they sound. */
export const BARS_AHEAD = 1;
/** Bars that are kept after they have sounded, for those who look back. */
const BARS_KEPT = 2;

/**
 * Keeps the music ahead of the transport. Whatever a fader does is heard from the first bar on that
 * was not composed yet, so that changes fall on bar lines.
 */
export class BarQueue {
  readonly #composer: Composer;
  readonly #bars: ComposedBar[] = [];
  #next = 0;

  constructor(composer: Composer) {
    this.#composer = composer;
  }

  /**
   * Composes up to a whole bar beyond the one that `beat` lies in, and gives the bars that are new:
   * to be scheduled and told to scenes before they sound. Where the transport has jumped, the music
   * goes on from where it lands.
   */
  advance(beat: Beats, controls: MusicControls): readonly ComposedBar[] {
    const current = Math.floor(beat / BEATS_PER_BAR);
    const last = current + BARS_AHEAD;
    const jumped = current > this.#next || last < this.#next - 1 - BARS_KEPT;
    if (jumped) {
      this.#bars.length = 0;
      this.#next = current;
    }
    const fresh: ComposedBar[] = [];
    for (; this.#next <= last; this.#next++) {
      fresh.push(this.#composer.compose(controls, this.#next));
    }
    this.#bars.push(...fresh);
    while ((this.#bars[0]?.index ?? current) < current - BARS_KEPT) this.#bars.shift();
    return fresh;
  }

  /** The bar that `beat` lies in, or null when it is not composed or long past. */
  barAt(beat: Beats): ComposedBar | null {
    const index = Math.floor(beat / BEATS_PER_BAR);
    return this.#bars.find((bar) => bar.index === index) ?? null;
  }
}
