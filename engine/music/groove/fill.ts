import type { Random } from '../../core/random.ts';
import type { Unit01 } from '../../core/units.ts';
import { type GridNote, STEPS_PER_BAR } from '../note.ts';
import { DRUM_NOTES, type DrumName, drumNote } from './genre.ts';

/** How a phrase ends: not at all, with a few strokes, over the toms, or in a roll that rises. */
export type FillKind = 'none' | 'turn' | 'toms' | 'roll';

const START: Readonly<Record<Exclude<FillKind, 'none'>, number>> = { turn: 12, toms: 8, roll: 0 };

/**
 * A bar of drums that ends a phrase: the groove up to where the fill begins, then the fill. A roll
 * goes over the whole bar and leaves only the kick beneath.
 */
export function fillBar(
  groove: readonly GridNote[],
  kind: FillKind,
  energy: Unit01,
  random: Random,
): readonly GridNote[] {
  if (kind === 'none') return groove;
  const start = START[kind];
  const kept = groove.filter(({ step, pitch }) => step < start || pitch === DRUM_NOTES.kick);
  const rising = (step: number) => 0.35 + 0.6 * energy * ((step - start) / (STEPS_PER_BAR - start));
  if (kind === 'roll') {
    const before = kept.filter(({ step }) => step < STEPS_PER_BAR / 2);
    return [...before, ...rollSteps().map((step) => drumNote('snare', step, rising(step)))];
  }
  const names = kind === 'toms' ? TOMS : TURN;
  const strokes: GridNote[] = [];
  for (let step = start; step < STEPS_PER_BAR; step++) {
    if (step > start && random.unit() < 0.3) continue;
    const name = names[Math.floor(((step - start) / (STEPS_PER_BAR - start)) * names.length)];
    strokes.push(drumNote(name ?? 'snare', step, Math.min(1, rising(step) + 0.1)));
  }
  return [...kept, ...strokes];
}

const TOMS: readonly DrumName[] = ['snare', 'highTom', 'highTom', 'lowTom'];
const TURN: readonly DrumName[] = ['snare', 'snare', 'highTom', 'lowTom'];

/** Eighths, then sixteenths, then thirty-seconds. */
function rollSteps(): readonly number[] {
  const steps: number[] = [];
  for (let step = 0; step < STEPS_PER_BAR; ) {
    steps.push(step);
    step += step < 8 ? 2 : step < 12 ? 1 : 0.5;
  }
  return steps;
}
