import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../../engine/core/random.ts';
import { fillBar } from '../../../../../engine/music/groove/fill.ts';
import { DRUM_NOTES, strokesOf } from '../../../../../engine/music/groove/genre.ts';
import { GENRES } from '../../../../../engine/music/groove/genres.ts';
import { beatOfStep, genreNamed, writeGroove } from '../../../../../engine/music/groove/groove.ts';

const FULL = { bar: 0, density: 1, energy: 1 };

describe('genres', () => {
  it('are at least twelve, of different names and different grooves', () => {
    const grooves = GENRES.map(({ lines }) => JSON.stringify(lines));
    expect(GENRES.length).toBeGreaterThanOrEqual(12);
    expect(new Set(grooves).size).toBe(GENRES.length);
    expect(new Set(GENRES.map(({ name }) => name)).size).toBe(GENRES.length);
  });

  it.each(GENRES.map((genre) => [genre.name, genre] as const))('%s has whole bars', (_, genre) => {
    const lines = [...Object.values(genre.lines).flat(), genre.bass, genre.chords];
    for (const line of lines) expect(line).toMatch(/^[Xxo.]{16}$/);
    expect(strokesOf(genre.bass).length).toBeGreaterThan(0);
  });

  it('are refused by unknown names', () => {
    expect(() => genreNamed('polka')).toThrow(/choose one of them/);
  });
});

describe('a groove', () => {
  it('has every stroke of its lines at full density and energy, at the lateness of its pieces', () => {
    const genre = genreNamed('hip hop');
    const notes = writeGroove(genre, FULL, createRandom(1));
    const snares = notes.filter(({ pitch }) => pitch === DRUM_NOTES.snare);
    expect(snares.map(({ step }) => step)).toEqual([4, 12]);
    for (const { late } of snares) expect(late).toBeCloseTo(0.12, 1);
  });

  it('loses soft strokes with density and pieces with energy, and keeps its kick', () => {
    for (const genre of GENRES) {
      const count = (density: number, energy: number) =>
        writeGroove(genre, { bar: 0, density, energy }, createRandom(3)).length;
      expect(count(0, 1)).toBeLessThanOrEqual(count(1, 1));
      expect(count(1, 0)).toBeLessThanOrEqual(count(1, 1));
    }
    const quiet = writeGroove(genreNamed('house'), { ...FULL, energy: 0 }, createRandom(3));
    expect(new Set(quiet.map(({ pitch }) => pitch))).toEqual(new Set([DRUM_NOTES.kick]));
  });

  it('is filled only from where the fill begins', () => {
    const groove = writeGroove(genreNamed('house'), FULL, createRandom(1));
    const filled = fillBar(groove, 'turn', 1, createRandom(2));
    const opening = (notes: typeof groove) => notes.filter(({ step }) => step < 12);
    expect(opening(filled)).toEqual(opening(groove));
    expect(filled.some(({ step, pitch }) => step >= 12 && pitch === DRUM_NOTES.snare)).toBe(true);
    expect(fillBar(groove, 'none', 1, createRandom(2))).toBe(groove);
  });

  it('rises in a roll', () => {
    const roll = fillBar([], 'roll', 1, createRandom(2)).map(({ velocity }) => velocity);
    expect(roll.length).toBeGreaterThan(12);
    expect(roll).toEqual([...roll].sort((a, b) => a - b));
  });
});

describe('swing', () => {
  it('leaves the grid alone at 0 and is triplets at 1', () => {
    expect([0, 1, 2, 3, 15].map((step) => beatOfStep(step, 0.25, 0))).toEqual([
      0, 0.25, 0.5, 0.75, 3.75,
    ]);
    expect(beatOfStep(1, 0.25, 1)).toBeCloseTo(1 / 3);
    expect(beatOfStep(2, 0.25, 1)).toBeCloseTo(1 / 2);
    expect(beatOfStep(2, 0.5, 1)).toBeCloseTo(2 / 3);
  });

  it('keeps steps in order', () => {
    for (const swing of [0, 0.3, 1]) {
      for (const of of [0.25, 0.5] as const) {
        const beats = Array.from({ length: 33 }, (_, i) => beatOfStep(i / 2, of, swing));
        beats.slice(1).forEach((beat, i) => {
          expect(beat).toBeGreaterThan(beats[i] ?? 0);
        });
      }
    }
  });
});
