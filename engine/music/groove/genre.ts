import type { Unit01 } from '../../core/units.ts';
import type { GridNote } from '../note.ts';

/** Pieces of a drum kit as General MIDI numbers them. @source General MIDI 1, percussion key map */
export const DRUM_NOTES = {
  kick: 36,
  rim: 37,
  snare: 38,
  clap: 39,
  hat: 42,
  openHat: 46,
  lowTom: 45,
  highTom: 50,
  crash: 49,
  ride: 51,
  cowbell: 56,
  conga: 63,
  shaker: 70,
} as const;

/** A piece of a drum kit by name. */
export type DrumName = keyof typeof DRUM_NOTES;

/** A bar of one piece: sixteen signs, `X` accented, `x` struck, `o` soft, `.` silent. */
export type DrumLine = string;

/** A style of rhythm, of our own writing. */
export interface Genre {
  readonly name: string;
  /** Lateness of every second subdivision: 0 straight, 1 as triplets. */
  readonly swing: Unit01;
  /** What swings, in beats: sixteenths, or eighths. */
  readonly swingOf: 0.25 | 0.5;
  /** Bars by piece; one bar, or two that take turns. */
  readonly lines: Partial<Record<DrumName, DrumLine | readonly [DrumLine, DrumLine]>>;
  /** Lateness of a piece as a share of a sixteenth; early when negative. */
  readonly late?: Partial<Record<DrumName, number>>;
  /** Sixteenths on which the bass moves. */
  readonly bass: DrumLine;
  /** Sixteenths on which the chords are struck. */
  readonly chords: DrumLine;
}

/** How loud each sign of a line is. */
const VELOCITIES: Readonly<Record<string, Unit01>> = { X: 1, x: 0.75, o: 0.4 };

/** A stroke of a line. */
export interface Stroke {
  readonly step: number;
  readonly velocity: Unit01;
}

/** The strokes of a line. */
export function strokesOf(line: DrumLine): readonly Stroke[] {
  return [...line].flatMap((sign, step) => {
    const velocity = VELOCITIES[sign];
    return velocity === undefined ? [] : [{ step, velocity }];
  });
}

/** A drum note. */
export function drumNote(name: DrumName, step: number, velocity: Unit01, late = 0): GridNote {
  return { step, length: 1, pitch: DRUM_NOTES[name], velocity, late };
}
