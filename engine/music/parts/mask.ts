import type { BarPlan } from '../bar-plan.ts';
import type { GridNote } from '../note.ts';
import { inChord } from '../theory/chord.ts';
import { inScale, intoRange, type MidiNote, nearestNote } from '../theory/scale.ts';

/** The notes that a part may play. */
export interface PartRange {
  readonly low: MidiNote;
  readonly high: MidiNote;
}

/** The first and third beat carry the harmony. */
const STRONG = 8;

/** Whether a chord tone must stand on a sixteenth. */
export function isStrong(step: number): boolean {
  return step % STRONG === 0;
}

/**
 * Notes bent into what fits the bar: every pitch in the range and the scale, tones of the chord on
 * strong beats. Whatever a net or a variation has written goes through here.
 */
export function maskNotes(
  notes: readonly GridNote[],
  { scale, chord }: Pick<BarPlan, 'scale' | 'chord'>,
  { low, high }: PartRange,
): readonly GridNote[] {
  return notes.map((note) => {
    const fits = (pitch: MidiNote) =>
      pitch >= low &&
      pitch <= high &&
      (isStrong(note.step)
        ? inChord(chord, pitch)
        : inScale(scale, pitch) || inChord(chord, pitch));
    return { ...note, pitch: nearestNote(intoRange(note.pitch, low, high), fits) };
  });
}
