import type { Beats, Unit01 } from './units.ts';

/** Parts of the music that scenes are told of, in this order. */
export const HEARD_PARTS = ['drums', 'bass', 'chords', 'pad', 'arpeggio', 'melody'] as const;
/** Sections of the music, in the order of {@link MusicLevels.section}. */
export const SECTION_NAMES = ['intro', 'build', 'drop', 'break', 'outro'] as const;

/** What the instrument's own music does now and is about to do: known before it sounds. */
export interface MusicLevels {
  /** 1 while the instrument's own music plays; all else is 0 or -1 when it does not. */
  plays: Unit01;
  /** Place in {@link SECTION_NAMES}; -1 without music. */
  section: number;
  /** Bar of its phrase of eight, from 0. */
  barInPhrase: number;
  tension: Unit01;
  /** Rises from 0 to 1 over the bar that leads to another section. */
  leads: Unit01;
  /** Beats until the next drop begins, as far as it is known; -1 while it is not. */
  dropIn: Beats;
  /** Root of the chord in twelfths of the octave from C; -1 without music. */
  chordRoot: number;
  /** Root of the chord of the next bar. */
  nextChordRoot: number;
  /** By part: 1 when a note begins, then falling. */
  readonly noteOn: Float32Array;
  /** By part: beats until the next note begins, at most 4. */
  readonly nextNote: Float32Array;
}

/** Levels without music. */
export function noMusic(): MusicLevels {
  const levels = {
    plays: 0,
    section: -1,
    barInPhrase: 0,
    tension: 0,
    leads: 0,
    dropIn: -1,
    chordRoot: -1,
    nextChordRoot: -1,
    noteOn: new Float32Array(HEARD_PARTS.length),
    nextNote: new Float32Array(HEARD_PARTS.length),
  };
  endMusic(levels);
  return levels;
}

/** The most beats that {@link MusicLevels.nextNote} tells. */
export const NOTES_FORESEEN: Beats = 4;

/** Says that no music plays. */
export function endMusic(levels: MusicLevels): void {
  levels.plays = 0;
  levels.section = -1;
  levels.barInPhrase = 0;
  levels.tension = 0;
  levels.leads = 0;
  levels.dropIn = -1;
  levels.chordRoot = -1;
  levels.nextChordRoot = -1;
  levels.noteOn.fill(0);
  levels.nextNote.fill(NOTES_FORESEEN);
}
