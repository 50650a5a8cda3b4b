import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../../engine/core/random.ts';
import { type Chord, chordOn } from '../../../../../engine/music/theory/chord.ts';
import { writeProgression } from '../../../../../engine/music/theory/progression.ts';
import { MODE_NAMES, pitchClass } from '../../../../../engine/music/theory/scale.ts';
import { motion, parallels, voiceChord } from '../../../../../engine/music/theory/voicing.ts';

const SPACE = { low: 50, high: 74, voices: 4 };
const C = { tonic: 0, mode: 'ionian' } as const;

/** Voicings of 6 seeded phrases of chords in each mode, with the chords. */
function phrases(): { chords: readonly Chord[]; rows: readonly (readonly number[])[] }[] {
  return MODE_NAMES.flatMap((mode, m) =>
    Array.from({ length: 6 }, (_, i) => {
      const random = createRandom(100 * m + i);
      const wish = {
        tension: random.unit(),
        colour: random.unit(),
        slow: i % 2 === 0,
        leads: true,
      };
      const chords = writeProgression({ tonic: i % 12, mode }, wish, random);
      let before: readonly number[] = [];
      const rows = chords.map((chord) => {
        before = voiceChord(chord, before, SPACE);
        return before;
      });
      return { chords, rows };
    }),
  );
}

describe('progressions', () => {
  it('rest on chords with perfect fifths, in every mode, and lead on by the fifth degree', () => {
    for (const { chords } of phrases()) {
      const fifths = chords
        .slice(0, -1)
        .map(({ root, tones }) => pitchClass((tones[2] ?? 0) - root));
      expect(new Set(fifths)).toEqual(new Set([7]));
      expect(chords).toHaveLength(8);
      expect(chords[7]?.degree).toBe(4);
    }
  });
});

describe('voicings', () => {
  it('hold common tones: C to F to G to C moves as a hymn book does', () => {
    const before = [52, 55, 60, 67];
    const toF = voiceChord(chordOn(C, 3), before, SPACE);
    expect(motion(before, toF)).toBeLessThanOrEqual(5);
    expect(toF).toContain(60);
    expect(parallels(before, toF)).toBe(0);
  });

  it('see parallel fifths and octaves, and not what stays', () => {
    expect(parallels([48, 55], [50, 57])).toBe(1);
    expect(parallels([48, 60], [50, 62])).toBe(1);
    expect(parallels([48, 55], [48, 55])).toBe(0);
    expect(parallels([48, 55], [50, 58])).toBe(0);
  });

  it('have rising chord tones in their space, with root and third', () => {
    for (const { chords, rows } of phrases()) {
      rows.forEach((row, i) => {
        const { tones } = chords[i] as Chord;
        const sounding = row.map(pitchClass);
        expect(row).toEqual([...new Set(row)].sort((a, b) => a - b));
        expect(tones).toEqual(expect.arrayContaining(sounding));
        expect(sounding).toEqual(expect.arrayContaining(tones.slice(0, 2)));
        expect([row.length, (row[0] ?? 0) >= SPACE.low, (row[3] ?? 99) <= SPACE.high]).toEqual([
          4,
          true,
          true,
        ]);
      });
    }
  });

  it('move little, and keep no fifths and octaves where they can move otherwise', () => {
    let [moved, changes, kept] = [0, 0, 0];
    for (const { rows } of phrases()) {
      rows.slice(1).forEach((row, i) => {
        const before = rows[i] ?? [];
        moved += motion(before, row);
        changes += motion(before, row) > 0 ? 1 : 0;
        kept += parallels(before, row);
      });
    }
    expect(moved / changes / 4).toBeLessThan(2);
    expect(kept / changes).toBeLessThan(0.02);
  });
});
