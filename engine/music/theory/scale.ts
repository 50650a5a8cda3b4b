import { fail } from '../../core/errors.ts';
import { modulo } from '../../core/numeric.ts';

/** A note as MIDI counts it: 60 is middle C, one a semitone. */
export type MidiNote = number;
/** A note without its octave: 0 is C, 11 is B. */
export type PitchClass = number;

/** Semitones of each mode's tones over its tonic. */
export const MODES = {
  ionian: [0, 2, 4, 5, 7, 9, 11],
  dorian: [0, 2, 3, 5, 7, 9, 10],
  phrygian: [0, 1, 3, 5, 7, 8, 10],
  lydian: [0, 2, 4, 6, 7, 9, 11],
  mixolydian: [0, 2, 4, 5, 7, 9, 10],
  aeolian: [0, 2, 3, 5, 7, 8, 10],
  harmonicMinor: [0, 2, 3, 5, 7, 8, 11],
  melodicMinor: [0, 2, 3, 5, 7, 9, 11],
} as const;

/** A mode by name. */
export type ModeName = keyof typeof MODES;
/** All modes, in the order in which a control shows them. */
export const MODE_NAMES = Object.keys(MODES) as readonly ModeName[];
/** Names of the keys, in the order in which a control shows them. */
export const KEY_NAMES = ['C', 'C#', 'D', 'Eb', 'E', 'F', 'F#', 'G', 'Ab', 'A', 'Bb', 'B'] as const;

/** Places of each mode's signature on the circle of fifths beside that of ionian. */
const SIGNATURES: Readonly<Record<ModeName, number>> = {
  lydian: 1,
  ionian: 0,
  mixolydian: -1,
  dorian: -2,
  aeolian: -3,
  harmonicMinor: -3,
  melodicMinor: -3,
  phrygian: -4,
};
const WITH_SHARPS = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'] as const;
const WITH_FLATS = ['C', 'Db', 'D', 'Eb', 'E', 'F', 'Gb', 'G', 'Ab', 'A', 'Bb', 'B'] as const;

/** Seven tones over a tonic. */
export interface Scale {
  readonly tonic: PitchClass;
  readonly mode: ModeName;
}

/** Tones in an octave of every mode. */
export const DEGREES = 7;
const OCTAVE = 12;

/** The pitch class of a note. */
export function pitchClass(note: MidiNote): PitchClass {
  return modulo(note, OCTAVE);
}

/** A tone as it is written in a scale: with flats where its signature has flats. */
export function toneName({ tonic, mode }: Scale, tone: PitchClass): string {
  const fifths = pitchClass(7 * tonic) + SIGNATURES[mode];
  // The signature with the fewest signs, from five flats to six sharps.
  const signs = pitchClass(fifths + 5) - 5;
  return (signs < 0 ? WITH_FLATS : WITH_SHARPS)[pitchClass(tone)] ?? '';
}

/**
 * The note of a degree, counted from 0 at the tonic of the octave that begins at or above
 * `base`; 7 is the tonic an octave higher, -1 the tone below it.
 * @throws InstrumentError when the degree is not whole
 */
export function noteOfDegree({ tonic, mode }: Scale, degree: number, base: MidiNote): MidiNote {
  if (!Number.isInteger(degree)) {
    fail({
      subject: 'A degree of a scale',
      constraint: 'be whole',
      got: degree,
      remedy: 'round it',
    });
  }
  const octave = Math.floor(degree / DEGREES);
  const tone = MODES[mode][degree - octave * DEGREES] ?? 0;
  return base + pitchClass(tonic - base) + octave * OCTAVE + tone;
}

/** Whether a note is a tone of the scale. */
export function inScale({ tonic, mode }: Scale, note: MidiNote): boolean {
  return (MODES[mode] as readonly number[]).includes(pitchClass(note - tonic));
}

/** The degree, 0 to 6, of a note of the scale; of another note, that of the tone below it. */
export function degreeOf({ tonic, mode }: Scale, note: MidiNote): number {
  const above = pitchClass(note - tonic);
  return MODES[mode].findLastIndex((tone) => tone <= above);
}

/** The nearest note whose pitch class passes `wanted`; of two equally near ones, the lower. */
export function nearestNote(note: MidiNote, wanted: (note: MidiNote) => boolean): MidiNote {
  for (let distance = 0; distance < OCTAVE; distance++) {
    if (wanted(note - distance)) return note - distance;
    if (wanted(note + distance)) return note + distance;
  }
  return note;
}

/** A note moved by octaves into `low` to `high`, which span at least an octave. */
export function intoRange(note: MidiNote, low: MidiNote, high: MidiNote): MidiNote {
  if (note < low) return note + OCTAVE * Math.ceil((low - note) / OCTAVE);
  if (note > high) return note - OCTAVE * Math.ceil((note - high) / OCTAVE);
  return note;
}
