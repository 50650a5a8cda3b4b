import type { Random } from '../../core/random.ts';
import type { Unit01 } from '../../core/units.ts';
import type { BarPlan, PartWriter } from '../bar-plan.ts';
import { type GridNote, STEPS_PER_BAR } from '../note.ts';
import { degreeOf, inScale, noteOfDegree } from '../theory/scale.ts';
import { isStrong, maskNotes, type PartRange } from './mask.ts';

/** C4 to E6. */
export const MELODY_RANGE: PartRange = { low: 60, high: 88 };

/** The theme as it is told in this bar, near where brightness places it, bent to the chord. */
export const writeMelody: PartWriter = (plan, random) => {
  const { theme, barInPhrase, scale, controls, tension } = plan;
  const first = (barInPhrase % 2) * STEPS_PER_BAR;
  // Above the chords, so that it is heard.
  const base = 67 + Math.round(7 * controls.brightness + 5 * tension);
  const notes = theme
    .filter(({ step }) => step >= first && step < first + STEPS_PER_BAR)
    .map(
      ({ step, length, degree }): GridNote => ({
        step: step - first,
        length: Math.min(length, STEPS_PER_BAR - (step - first)) * 0.95,
        pitch: noteOfDegree(scale, degree, base - 11),
        velocity: (isStrong(step) ? 0.8 : 0.66) + random.range(-0.06, 0.06),
      }),
    );
  const told = maskNotes(notes, plan, MELODY_RANGE);
  const strays = random.unit() < 0.3 * controls.temperature;
  return strays ? varyMelody(told, plan, 0.2 * controls.temperature, random) : told;
};

/**
 * The same rhythm with some of its notes a tone of the scale higher or lower, those on strong beats
 * only as far as the chord of the new bar asks. What a late net is replaced by.
 */
export function varyMelody(
  notes: readonly GridNote[],
  plan: Pick<BarPlan, 'scale' | 'chord'>,
  amount: Unit01,
  random: Random,
): readonly GridNote[] {
  const { scale } = plan;
  const moved = notes.map((note) => {
    if (isStrong(note.step) || !inScale(scale, note.pitch) || random.unit() >= amount) return note;
    const by = random.unit() < 0.5 ? 1 : -1;
    const pitch = noteOfDegree(scale, degreeOf(scale, note.pitch) + by, note.pitch - 11);
    return { ...note, pitch: pitch + 12 * Math.round((note.pitch - pitch) / 12) };
  });
  return maskNotes(moved, plan, MELODY_RANGE);
}
