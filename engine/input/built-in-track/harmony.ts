import { sectionOf } from './form.ts';

/** A chord of the pad over a root in the bass, as MIDI notes. */
export interface Chord {
  readonly root: number;
  /** Four notes from low to high, led with as little motion as may be. */
  readonly notes: readonly [number, number, number, number];
}

const Dm9: Chord = { root: 38, notes: [53, 57, 60, 64] };
const Bbmaj9: Chord = { root: 34, notes: [53, 57, 60, 62] };
const Fmaj9: Chord = { root: 41, notes: [52, 55, 57, 60] };
const C69: Chord = { root: 36, notes: [52, 55, 57, 62] };
const Gm9: Chord = { root: 31, notes: [53, 57, 58, 62] };
const Am7: Chord = { root: 33, notes: [52, 55, 60, 64] };
const A7sus4: Chord = { root: 33, notes: [52, 55, 57, 62] };

/** Eight bars in D minor, two to a chord: i, VI, III, VII. */
const VERSE: readonly Chord[] = [Dm9, Bbmaj9, Fmaj9, C69];
/** The breakdown turns to the subdominant and waits on a suspended dominant. */
const BRIDGE: readonly Chord[] = [Gm9, Am7, Bbmaj9, A7sus4];

/** Bars that a chord lasts. */
export const BARS_PER_CHORD = 2;

/** The chord of `bar`. */
export function chordOf(bar: number): Chord {
  const cycle = sectionOf(bar) === 'breakdown' ? BRIDGE : VERSE;
  return cycle[Math.floor(bar / BARS_PER_CHORD) % cycle.length] ?? Dm9;
}
