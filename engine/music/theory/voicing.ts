import type { Chord } from './chord.ts';
import { type MidiNote, pitchClass } from './scale.ts';

/** Where a voicing may lie, and how many notes it has. */
export interface VoicingSpace {
  readonly low: MidiNote;
  readonly high: MidiNote;
  readonly voices: number;
}

/** Semitones between neighbouring voices at most; wider sounds hollow. */
const WIDEST_GAP = 12;
/** What a parallel fifth or octave costs, in semitones of motion. */
const PARALLEL_COST = 12;
/** What it costs to leave out each tone of a chord, in semitones of motion: root, third, fifth, … */
const MISSING_COSTS: readonly number[] = [24, 24, 0, 6, 6];

/**
 * The notes of a chord from low to high that move least from `before`, without parallel fifths and
 * octaves where that is possible. Without a voicing before, the one nearest to the middle.
 * @source D. Tymoczko, "The Geometry of Musical Chords", Science 313, 2006 (least motion)
 */
export function voiceChord(
  chord: Chord,
  before: readonly MidiNote[],
  space: VoicingSpace,
): readonly MidiNote[] {
  let best: readonly MidiNote[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of voicings(chord, space)) {
    const cost = costOf(candidate, before, space) + missing(chord, candidate);
    if (cost < least) [best, least] = [candidate, cost];
  }
  return best;
}

/** Semitones that all voices move together. */
export function motion(from: readonly MidiNote[], to: readonly MidiNote[]): number {
  return to.reduce((sum, note, voice) => sum + Math.abs(note - (from[voice] ?? note)), 0);
}

/** Pairs of voices that keep a fifth or an octave while both move. */
export function parallels(from: readonly MidiNote[], to: readonly MidiNote[]): number {
  let count = 0;
  for (let low = 0; low < to.length; low++) {
    for (let high = low + 1; high < to.length; high++) {
      const [a, b] = [from[low], from[high]];
      const [c = 0, d = 0] = [to[low], to[high]];
      if (a === undefined || b === undefined || a === c) continue;
      const interval = pitchClass(d - c);
      if ((interval === 7 || interval === 0) && pitchClass(b - a) === interval) count += 1;
    }
  }
  return count;
}

function costOf(
  notes: readonly MidiNote[],
  before: readonly MidiNote[],
  { low, high, voices }: VoicingSpace,
): number {
  if (before.length === notes.length) {
    return motion(before, notes) + PARALLEL_COST * parallels(before, notes);
  }
  const middle = (low + high) / 2;
  return Math.abs(notes.reduce((sum, note) => sum + note, 0) / voices - middle);
}

function missing({ tones }: Chord, notes: readonly MidiNote[]): number {
  const sounding = new Set(notes.map(pitchClass));
  const costs = tones.map((tone, i) => (sounding.has(tone) ? 0 : (MISSING_COSTS[i] ?? 0)));
  return costs.reduce((sum, cost) => sum + cost, 0);
}

/** All rising rows of chord tones in the space, none further apart than the widest gap. */
function* voicings(
  chord: Chord,
  { low, high, voices }: VoicingSpace,
): Generator<readonly MidiNote[]> {
  const notes: MidiNote[] = [];
  for (let note = low; note <= high; note++) {
    if (chord.tones.includes(pitchClass(note))) notes.push(note);
  }
  function* extend(row: readonly MidiNote[], from: number): Generator<readonly MidiNote[]> {
    if (row.length === voices) {
      yield row;
      return;
    }
    for (let i = from; i < notes.length; i++) {
      const note = notes[i] ?? 0;
      const last = row[row.length - 1];
      if (last !== undefined && note - last > WIDEST_GAP) return;
      yield* extend([...row, note], i + 1);
    }
  }
  yield* extend([], 0);
}
