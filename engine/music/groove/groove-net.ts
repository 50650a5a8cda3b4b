import type { Random } from '../../core/random.ts';
import type { Unit01 } from '../../core/units.ts';
import type { GridNote } from '../note.ts';
import type { GrooveWish } from './groove.ts';

/** What a bar of a net's drums is asked to be. */
export interface GrooveNetWish extends GrooveWish {
  /** Name of the style. */
  readonly genre: string;
  /** Added to the style's own. */
  readonly swing: Unit01;
  /** How far what is drawn may stray from what is likeliest; 1 as it was learnt. */
  readonly temperature: number;
}

/** A net that plays drums: strokes, velocities and microtiming; `app` gives one. */
export interface GrooveNet {
  /**
   * A bar of strokes that goes on from the one before.
   * @param before the strokes of the bar before; none after a silence
   */
  write(wish: GrooveNetWish, before: readonly GridNote[], random: Random): readonly GridNote[];
}
