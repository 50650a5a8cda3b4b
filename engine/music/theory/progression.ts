import type { Random } from '../../core/random.ts';
import type { Unit01 } from '../../core/units.ts';
import { type Chord, type ChordColour, chordOn, isMinor } from './chord.ts';
import { DEGREES, pitchClass, type Scale } from './scale.ts';

/** Bars in a phrase. */
export const PHRASE_BARS = 8;

/** Degrees of loops of four chords, from 0; each begins at home or leads there. */
const MINOR_LOOPS: readonly (readonly number[])[] = [
  [0, 5, 2, 6],
  [0, 3, 5, 6],
  [0, 6, 5, 6],
  [0, 2, 6, 3],
  [0, 5, 3, 4],
  [5, 6, 0, 0],
  [0, 3, 0, 6],
  [0, 0, 5, 3],
];
const MAJOR_LOOPS: readonly (readonly number[])[] = [
  [0, 4, 5, 3],
  [0, 5, 3, 4],
  [3, 0, 4, 5],
  [0, 2, 3, 4],
  [0, 3, 1, 4],
  [5, 3, 0, 4],
  [0, 3, 0, 4],
  [1, 4, 0, 5],
];

/** What a phrase of chords is asked to be. */
export interface ProgressionWish {
  readonly tension: Unit01;
  /** Richer chords when brighter. */
  readonly colour: Unit01;
  /** Chords that last two bars rather than one. */
  readonly slow: boolean;
  /** Whether the last bar leads on to a new section. */
  readonly leads: boolean;
}

/**
 * The chords of a phrase, one a bar. Two rounds of a loop, or one of double length; the last bar
 * of a phrase that leads on holds the fifth degree, suspended at first.
 */
export function writeProgression(
  scale: Scale,
  wish: ProgressionWish,
  random: Random,
): readonly Chord[] {
  const loops = isMinor(scale) ? MINOR_LOOPS : MAJOR_LOOPS;
  const loop = loops[random.index(loops.length)] ?? [0];
  const tones = tonesFor(wish.colour, random);
  return Array.from({ length: PHRASE_BARS }, (_, bar) => {
    const degree = loop[Math.floor(wish.slow ? bar / 2 : bar) % loop.length] ?? 0;
    if (wish.leads && bar === PHRASE_BARS - 1) {
      return chordOn(scale, 4, { tones: 4, suspended: wish.tension > 0.5 });
    }
    return chordOn(scale, steadyDegree(scale, degree), { tones });
  });
}

/**
 * The degree itself, or, where its fifth is not perfect, the one a third below, which shares two of
 * its tones: a diminished chord that is held for a bar does not rest.
 */
function steadyDegree(scale: Scale, degree: number): number {
  for (let lower = degree; lower > degree - DEGREES; lower -= 2) {
    const [root = 0, , fifth = 0] = chordOn(scale, lower).tones;
    if (pitchClass(fifth - root) === 7) return lower;
  }
  return degree;
}

function tonesFor(colour: Unit01, random: Random): NonNullable<ChordColour['tones']> {
  const rich = colour + random.range(-0.15, 0.15);
  return rich > 0.7 ? 5 : rich > 0.35 ? 4 : 3;
}
