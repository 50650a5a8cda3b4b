import { fail } from '../../engine/core/errors.ts';

/** Sixteenths in a bar. */
export const STEPS_PER_BAR = 16;
/** Soprano, alto, tenor, bass. */
export const PARTS = 4;
/** A part that is silent. */
export const REST = -1;
const NOTHING = -2;
const [LOWEST, HIGHEST] = [30, 88];
/** Pitches of a part; the first is the rest. */
const PITCHES = HIGHEST - LOWEST + 2;

const CONDITIONS = { key: 24, chord: 37, density: 4, height: 4, phrase: 8 } as const;
const KEY = 4 + STEPS_PER_BAR + PARTS * PITCHES;

/** First tokens of each kind; see `tokens.py` for what they say. */
export const TOKENS = {
  startChorale: 1,
  startFolk: 2,
  end: 3,
  /** Position 0; position `p` is `bar + p`. */
  bar: 4,
  note: 4 + STEPS_PER_BAR,
  key: KEY,
  chord: KEY + CONDITIONS.key,
  density: KEY + CONDITIONS.key + CONDITIONS.chord,
  height: KEY + CONDITIONS.key + CONDITIONS.chord + CONDITIONS.density,
  phrase: KEY + CONDITIONS.key + CONDITIONS.chord + CONDITIONS.density + CONDITIONS.height,
} as const;
/** Tokens that there are. */
export const VOCABULARY =
  TOKENS.key + Object.values(CONDITIONS).reduce<number>((sum, count) => sum + count, 0);

/** Pitches of the four parts at a sixteenth, or {@link REST}. */
export type Step = readonly [number, number, number, number];

/** The token of a part's change. @throws InstrumentError for a pitch that has none */
export function noteToken(part: number, pitch: number): number {
  if (pitch !== REST && !(pitch >= LOWEST && pitch <= HIGHEST)) {
    fail({
      subject: 'A pitch of the music net',
      constraint: `lie between ${LOWEST} and ${HIGHEST}, or be ${REST} for a rest`,
      got: pitch,
      remedy: 'move it by octaves',
    });
  }
  return TOKENS.note + part * PITCHES + (pitch === REST ? 0 : pitch - LOWEST + 1);
}

/** Part and pitch of a note's token. */
export function partAndPitch(token: number): readonly [part: number, pitch: number] {
  const place = (token - TOKENS.note) % PITCHES;
  return [Math.floor((token - TOKENS.note) / PITCHES), place === 0 ? REST : place + LOWEST - 1];
}

/** Tokens of a chorale without conditions, as `encode` in `tokens.py` gives them. */
export function encodeGrid(grid: readonly Step[]): readonly number[] {
  const tokens: number[] = [TOKENS.startChorale];
  const held = new Array<number>(PARTS).fill(NOTHING);
  for (let step = 0; step <= grid.length; step++) {
    const position = step % STEPS_PER_BAR;
    const row = grid[step];
    const changes = row ? held.flatMap((pitch, part) => (row[part] === pitch ? [] : [part])) : [];
    if (position === 0 || changes.length > 0 || !row) tokens.push(TOKENS.bar + position);
    for (const part of changes) {
      held[part] = row?.[part] ?? REST;
      tokens.push(noteToken(part, held[part]));
    }
  }
  return [...tokens, TOKENS.end];
}

/** The grid that tokens tell, up to the last position among them. */
export function decodeTokens(tokens: readonly number[]): readonly Step[] {
  const rows: Step[] = [];
  const held: [number, number, number, number] = [NOTHING, NOTHING, NOTHING, NOTHING];
  let bar = -1;
  for (const token of tokens) {
    if (token >= TOKENS.bar && token < TOKENS.note) {
      const position = token - TOKENS.bar;
      if (position === 0) bar += 1;
      while (rows.length < bar * STEPS_PER_BAR + position) rows.push([...held]);
    } else if (token >= TOKENS.note && token < TOKENS.key) {
      const [part, pitch] = partAndPitch(token);
      held[part] = pitch;
    }
  }
  return rows;
}

/**
 * Which tokens may follow what was taken so far: parts come in order and only when they change, and
 * positions go forward. Everything else is to be masked before a token is drawn.
 */
export class TokenGrammar {
  readonly #held = new Array<number>(PARTS).fill(NOTHING);
  #part = -1;
  #position = 0;
  #begun = false;
  #empty = true;

  /** Takes the next token in; conditions change nothing. */
  take(token: number): void {
    if (token >= TOKENS.bar && token < TOKENS.note) {
      this.#begun = true;
      this.#part = -1;
      this.#position = token - TOKENS.bar;
      this.#empty = true;
    } else if (token >= TOKENS.note && token < TOKENS.key) {
      const [part, pitch] = partAndPitch(token);
      this.#held[part] = pitch;
      this.#part = part;
      this.#empty = false;
    }
  }

  /** Writes 1 for each token that may follow, else 0, into `mask` `[VOCABULARY]`. */
  legal(mask: Uint8Array): void {
    mask.fill(0);
    if (!this.#begun) {
      mask[TOKENS.bar] = 1;
      return;
    }
    const unheard = this.#held.indexOf(NOTHING);
    for (let part = this.#part + 1; part < PARTS; part++) {
      if (unheard >= 0 && part > unheard) break; // every part begins with the piece, in order
      const first = TOKENS.note + part * PITCHES;
      mask.fill(1, first, first + PITCHES);
      const held = this.#held[part] ?? NOTHING;
      if (held !== NOTHING) mask[noteToken(part, held)] = 0;
    }
    if (unheard >= 0) return;
    if (!this.#empty || this.#position === 0) {
      mask.fill(1, TOKENS.bar + this.#position + 1, TOKENS.note);
      mask[TOKENS.bar] = 1;
    }
    if (this.#empty) mask[TOKENS.end] = 1;
  }
}
