import { describe, expect, it } from 'vitest';
import { createCpuDecoder } from '../../../../engine/inference/transformer/cpu-decoder.ts';
import { barState, ENDED, stateAfter } from '../../../../models/music/bar-states.ts';
import { allowedIn, type BarWish, openingOf } from '../../../../models/music/bar-wish.ts';
import {
  createBarWriter,
  voicesOf,
  type WrittenVoices,
} from '../../../../models/music/bar-writer.ts';
import { noteToken, TOKENS, VOCABULARY } from '../../../../models/music/tokens.ts';
import { madeUpNet, smallExtents } from './made-up-net.ts';

const WISH: BarWish = {
  fresh: true,
  tonic: 2,
  minor: true,
  root: 2,
  triad: 'minor',
  density: 2,
  height: 1,
  barInPhrase: 0,
  scale: [2, 4, 5, 7, 9, 11, 0],
  chord: [2, 5, 9],
  temperature: 1,
  seed: 5,
};
/** A minor, upon the same scale. */
const NEXT: BarWish = { ...WISH, fresh: false, root: 9, chord: [9, 0, 4], barInPhrase: 1, seed: 6 };

const writer = (extents = smallExtents) => {
  const { config, weights } = madeUpNet(extents);
  return createBarWriter(createCpuDecoder(config, weights));
};
const bars = (wishes: readonly BarWish[], from = writer()) =>
  wishes.map((wish) => from.write(wish) as WrittenVoices);

describe('what may follow in a bar', () => {
  it('opens with its conditions, each where the training has it', () => {
    const { key, chord, density, height, phrase, bar } = TOKENS;
    expect(openingOf(WISH)).toEqual([
      bar,
      key + 14,
      chord + 14,
      chord + 14,
      density + 2,
      height + 1,
      phrase,
    ]);
    expect(phrase + 8).toBe(VOCABULARY);
  });

  it('goes forward, part by part, into the next bar', () => {
    const after = [noteToken(0, 74), noteToken(2, 57), TOKENS.bar + 6, noteToken(3, 50)];
    let state = barState(0, -1);
    const states = after.map((token) => {
      state = stateAfter(state, token);
      return state;
    });
    expect(states).toEqual([barState(0, 0), barState(0, 2), barState(6, -1), barState(6, 3)]);
    expect(stateAfter(barState(6, 3), TOKENS.bar)).toBe(ENDED);
  });

  it('makes all parts begin with the first bar, and strangers to the chord move in the next', () => {
    const mayFollow = (table: Float32Array, state: number) =>
      Array.from({ length: VOCABULARY }, (_, token) => token).filter(
        (token) => table[state * VOCABULARY + token] === 0,
      );
    const first = mayFollow(allowedIn(WISH, []), barState(0, -1));
    expect(first.every((token) => token >= noteToken(0, 60) && token <= noteToken(0, 81))).toBe(
      true,
    );
    // Soprano, alto and bass stay; the tenor's D is not in A minor.
    const held = [76, 72, 62, 45];
    const table = allowedIn(NEXT, held);
    expect(mayFollow(table, barState(0, 1)).every((token) => token >= noteToken(2, 48))).toBe(true);
    expect(mayFollow(table, barState(0, 1))).not.toContain(TOKENS.bar);
    expect(mayFollow(table, barState(0, 2))).toContain(TOKENS.bar);
  });
});

describe('bars of four parts', () => {
  it('stay in range and scale, and in the chord on strong beats', () => {
    const wishes = Array.from({ length: 12 }, (_, i) => ({
      ...(i % 2 ? NEXT : WISH),
      fresh: i === 0,
      seed: i,
    }));
    const written = bars(wishes);
    let notes = 0;
    written.forEach((voices, i) => {
      const { scale, chord } = wishes[i] as BarWish;
      expect(voices).toHaveLength(4);
      voices.forEach((line, part) => {
        const [low, high] = [
          [60, 81],
          [53, 74],
          [48, 69],
          [36, 62],
        ][part] as [number, number];
        expect(line[0]?.step).toBe(0);
        expect(line.reduce((sum, { length }) => sum + length, 0)).toBe(16);
        for (const { step, pitch } of line) {
          notes += 1;
          expect(pitch >= low && pitch <= high).toBe(true);
          expect(scale).toContain(pitch % 12);
          if (step % 8 === 0 && step > 0 && line.length > 1) expect(chord).toContain(pitch % 12);
        }
      });
    });
    expect(notes).toBeGreaterThan(48);
  });

  it('are the same for the same seeds, and others for others', () => {
    expect(bars([WISH, NEXT])).toEqual(bars([WISH, NEXT]));
    expect(bars([{ ...WISH, seed: 1 }, NEXT])).not.toEqual(bars([WISH, NEXT]));
  });

  it('go on for longer than the caches hold', () => {
    const endless = Array.from({ length: 30 }, (_, i) => ({ ...WISH, fresh: i === 0, seed: i }));
    expect(bars(endless, writer({ ...smallExtents, context: 48 }))).toHaveLength(30);
  });

  it('hold what does not change over the bar line, as a note of its own', () => {
    const tokens = [noteToken(0, 69), TOKENS.bar + 4, noteToken(1, 65)];
    expect(voicesOf(tokens, [72, 67, 60, 48])).toEqual([
      [{ step: 0, pitch: 69, length: 16 }],
      [
        { step: 0, pitch: 67, length: 4 },
        { step: 4, pitch: 65, length: 12 },
      ],
      [{ step: 0, pitch: 60, length: 16 }],
      [{ step: 0, pitch: 48, length: 16 }],
    ]);
  });
});
