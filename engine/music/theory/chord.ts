import { modulo } from '../../core/numeric.ts';
import type { Scale } from './scale.ts';
import {
  DEGREES,
  type MidiNote,
  MODES,
  noteOfDegree,
  type PitchClass,
  pitchClass,
  toneName,
} from './scale.ts';

/** A chord as pitch classes; the first tone is its root. */
export interface Chord {
  /** Degree of the scale that it stands on, 0 to 6. */
  readonly degree: number;
  readonly root: PitchClass;
  /** Root, third (or what is suspended for it), fifth, and more. */
  readonly tones: readonly PitchClass[];
  readonly name: string;
}

/** What a chord has over its triad. */
export interface ChordColour {
  /** 3 a triad, 4 with the seventh, 5 with the ninth. */
  readonly tones?: 3 | 4 | 5;
  /** The fourth instead of the third. */
  readonly suspended?: boolean;
}

/** The chord of thirds on a degree of a scale. */
export function chordOn(
  scale: Scale,
  degree: number,
  { tones = 3, suspended = false }: ChordColour = {},
): Chord {
  const steps = Array.from({ length: tones }, (_, i) => (suspended && i === 1 ? 3 : 2 * i));
  const notes = steps.map((step) => pitchClass(noteOfDegree(scale, degree + step, 0)));
  const [root = 0] = notes;
  return {
    degree: modulo(degree, DEGREES),
    root,
    tones: notes,
    name: toneName(scale, root) + kindOf(notes, suspended),
  };
}

/** Whether a note belongs to a chord. */
export function inChord({ tones }: Chord, note: MidiNote): boolean {
  return tones.includes(pitchClass(note));
}

const TRIADS: Readonly<Record<string, string>> = {
  '4,7': '',
  '3,7': 'm',
  '3,6': 'dim',
  '4,8': 'aug',
  '5,7': 'sus4',
  '6,7': 'sus#4',
  '5,6': 'sus4b5',
};

/** A chord's name behind its root. */
function kindOf(notes: readonly PitchClass[], suspended: boolean): string {
  const [root = 0] = notes;
  const over = notes.map((note) => pitchClass(note - root));
  const triad = TRIADS[`${over[1]},${over[2]}`] ?? (suspended ? 'sus' : '?');
  const isNinth = over[4] === 2;
  const major = over[3] === 11 ? 'maj' : '';
  const seventh = over[3] === undefined ? '' : `${major}${isNinth ? 9 : 7}`;
  const ninth = over[4] === undefined || isNinth ? '' : 'b9';
  if (triad === 'dim' && over[3] === 10) return `m${seventh}${ninth}b5`;
  // What is suspended stands last: A7sus4.
  const [first, last] = suspended ? ['', triad] : [triad, ''];
  return `${first}${seventh}${ninth}${last}`;
}

/** Whether the triad on the tonic of a mode is minor. */
export function isMinor({ mode }: Scale): boolean {
  return MODES[mode][2] === 3;
}
