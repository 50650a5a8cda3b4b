import { BAR_STATES, type BarState, barState, ENDED, placeOfState } from './bar-states.ts';
import { noteToken, PARTS, STEPS_PER_BAR, TOKENS, VOCABULARY } from './tokens.ts';

/** What a bar is asked to be. Plain numbers, so that it can be sent to a worker. */
export interface BarWish {
  /** Whether nothing before it matters: another key or idea begins. */
  readonly fresh: boolean;
  /** Pitch class of the tonic. */
  readonly tonic: number;
  readonly minor: boolean;
  /** Pitch class of the root, and the triad upon it. */
  readonly root: number;
  readonly triad: 'major' | 'minor' | 'diminished';
  /** 0 to 3: few notes to many. */
  readonly density: number;
  /** 0 to 3: low to high. */
  readonly height: number;
  /** 0 to 7. */
  readonly barInPhrase: number;
  /** Pitch classes that may be played, and those that must be on strong beats. */
  readonly scale: readonly number[];
  readonly chord: readonly number[];
  readonly temperature: number;
  readonly seed: number;
}

/** Adds to a logit of what may not follow. */
export const FORBIDDEN = -1e9;
/** Lowest and highest pitch of soprano, alto, tenor and bass: what the chorales use. */
const RANGES: readonly (readonly [low: number, high: number])[] = [
  [60, 81],
  [53, 74],
  [48, 69],
  [36, 62],
];
/** A note here must be of the chord. */
const STRONG = STEPS_PER_BAR / 2;
const TRIADS: readonly BarWish['triad'][] = ['major', 'minor', 'diminished'];
const OCTAVE = 12;

/** Tokens that open a bar: the bar, and its conditions in the order of `describe` in `tokens.py`. */
export function openingOf(wish: BarWish): readonly number[] {
  const key = TOKENS.key + wish.tonic + (wish.minor ? OCTAVE : 0);
  const chord = TOKENS.chord + wish.root + OCTAVE * TRIADS.indexOf(wish.triad);
  return [
    TOKENS.bar,
    key,
    chord,
    chord,
    TOKENS.density + wish.density,
    TOKENS.height + wish.height,
    TOKENS.phrase + wish.barInPhrase,
  ];
}

/** Tokens that {@link openingOf} gives. */
export const OPENING = 7;

/**
 * What may follow in each state `[BAR_STATES, VOCABULARY]`: 0, or {@link FORBIDDEN}. Parts come in
 * order and positions go forward, as in training; every note lies in its part's range and in the
 * scale, on strong beats in the chord. Where the bar begins, parts whose note would be strange to
 * the chord must move, and without a bar before every part must begin.
 * @param held pitch of each part as the bar begins; empty when nothing sounds
 */
export function allowedIn(wish: BarWish, held: readonly number[]): Float32Array<ArrayBuffer> {
  const table = new Float32Array(BAR_STATES * VOCABULARY).fill(FORBIDDEN);
  const pitches = RANGES.map((_, part) => ({
    strong: tokensOf(part, wish.chord),
    weak: tokensOf(part, wish.scale),
  }));
  const strangers = RANGES.flatMap((_, part) =>
    wish.chord.includes((held[part] ?? -1) % OCTAVE) ? [] : [part],
  );
  for (let state: BarState = 0; state < ENDED; state++) {
    const { position, part } = placeOfState(state);
    const row = table.subarray(state * VOCABULARY, (state + 1) * VOCABULARY);
    const must = position === 0 ? strangers.find((stranger) => stranger > part) : undefined;
    for (let next = part + 1; next <= (must ?? PARTS - 1); next++) {
      const kind = position % STRONG === 0 ? 'strong' : 'weak';
      for (const token of pitches[next]?.[kind] ?? []) row[token] = 0;
    }
    if (must !== undefined || (part < 0 && position > 0)) continue;
    row[TOKENS.bar] = 0;
    row.fill(0, TOKENS.bar + position + 1, TOKENS.note);
  }
  table.fill(0, barState(STEPS_PER_BAR, -1) * VOCABULARY);
  return table;
}

/** Tokens of a part's notes of some pitch classes. */
function tokensOf(part: number, classes: readonly number[]): readonly number[] {
  const [low, high] = RANGES[part] ?? [0, -1];
  const pitches = Array.from({ length: high - low + 1 }, (_, i) => low + i);
  return pitches
    .filter((pitch) => classes.includes(pitch % OCTAVE))
    .map((pitch) => noteToken(part, pitch));
}
