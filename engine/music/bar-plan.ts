import type { Random } from '../core/random.ts';
import type { Unit01 } from '../core/units.ts';
import type { MusicControls } from './controls.ts';
import type { PhrasePlan } from './form/form.ts';
import type { MotifNote } from './form/motif.ts';
import type { Genre } from './groove/genre.ts';
import type { GridNote } from './note.ts';
import type { Chord } from './theory/chord.ts';
import type { MidiNote, Scale } from './theory/scale.ts';

/** All that is settled of a bar before its notes are written. */
export interface BarPlan {
  /** Counted from the first bar that was planned; a loop that is held does not count. */
  readonly index: number;
  /** 0 to 7. */
  readonly barInPhrase: number;
  readonly phrase: PhrasePlan;
  readonly scale: Scale;
  readonly chord: Chord;
  readonly nextChord: Chord;
  /** The chord from low to high, led from the bar before. */
  readonly voicing: readonly MidiNote[];
  readonly tension: Unit01;
  readonly genre: Genre;
  /** The theme as it is told in this bar; steps count from its beginning. */
  readonly theme: readonly MotifNote[];
  readonly controls: MusicControls;
}

/** Writes a part's notes of a bar. */
export type PartWriter = (plan: BarPlan, random: Random) => readonly GridNote[];
