import type { Beats, Unit01 } from '../core/units.ts';
import type { MidiNote } from './theory/scale.ts';

/** The parts of the music. */
export const PART_NAMES = ['drums', 'bass', 'chords', 'pad', 'arpeggio', 'melody'] as const;
/** A part by name. */
export type PartName = (typeof PART_NAMES)[number];

/** Sixteenths in a bar. */
export const STEPS_PER_BAR = 16;
/** Beats in a bar. */
export const BEATS_PER_BAR = 4;
/** Length of a sixteenth. */
export const BEATS_PER_STEP: Beats = BEATS_PER_BAR / STEPS_PER_BAR;

/** A note on the grid of its bar, as a part writes it. */
export interface GridNote {
  /** Sixteenth of the bar, 0 to 15; rolls stand between. */
  readonly step: number;
  /** Sixteenths that it sounds. */
  readonly length: number;
  /** Of drums, the piece as General MIDI numbers it. */
  readonly pitch: MidiNote;
  readonly velocity: Unit01;
  /** Lateness as a share of a sixteenth, over the swing. */
  readonly late?: number;
}

/** A note as it will sound. */
export interface NoteEvent {
  readonly part: PartName;
  /** Since the first bar of the session, swing and microtiming included. */
  readonly beat: Beats;
  readonly length: Beats;
  readonly pitch: MidiNote;
  readonly velocity: Unit01;
}
