import { describe, expect, it } from 'vitest';
import { chordOn } from '../../../../../engine/music/theory/chord.ts';
import {
  degreeOf,
  inScale,
  intoRange,
  MODE_NAMES,
  nearestNote,
  noteOfDegree,
} from '../../../../../engine/music/theory/scale.ts';

const D_DORIAN = { tonic: 2, mode: 'dorian' } as const;

describe('scales', () => {
  it('count degrees over octaves from the tonic at or above a base', () => {
    expect([-1, 0, 2, 4, 7].map((degree) => noteOfDegree(D_DORIAN, degree, 60))).toEqual([
      60, 62, 65, 69, 74,
    ]);
  });

  it('tell their tones and the degree of each in every key and mode', () => {
    for (const mode of MODE_NAMES) {
      for (let tonic = 0; tonic < 12; tonic++) {
        const scale = { tonic, mode };
        const notes = [0, 1, 2, 3, 4, 5, 6].map((degree) => noteOfDegree(scale, degree, 48));
        expect(notes.map((note) => degreeOf(scale, note))).toEqual([0, 1, 2, 3, 4, 5, 6]);
        expect(notes.every((note) => inScale(scale, note))).toBe(true);
      }
    }
  });

  it('are the white keys on their own tonics', () => {
    const tonics = {
      ionian: 0,
      dorian: 2,
      phrygian: 4,
      lydian: 5,
      mixolydian: 7,
      aeolian: 9,
    } as const;
    for (const [mode, tonic] of Object.entries(tonics)) {
      for (const note of [0, 2, 4, 5, 7, 9, 11]) {
        expect(inScale({ tonic, mode: mode as keyof typeof tonics }, note)).toBe(true);
      }
    }
  });

  it('refuse degrees between tones', () => {
    expect(() => noteOfDegree(D_DORIAN, 0.5, 60)).toThrow(/round it/);
  });

  it('move notes by octaves into a range, and to the nearest fitting one', () => {
    expect(intoRange(30, 60, 72)).toBe(66);
    expect(intoRange(85, 60, 72)).toBe(61);
    expect(nearestNote(61, (note) => inScale(D_DORIAN, note))).toBe(60);
  });
});

describe('chords', () => {
  it('are named as musicians name them', () => {
    const names = [0, 1, 2, 3, 4, 5, 6].map(
      (degree) => chordOn({ tonic: 0, mode: 'ionian' }, degree, { tones: 4 }).name,
    );
    expect(names).toEqual(['Cmaj7', 'Dm7', 'Em7', 'Fmaj7', 'G7', 'Am7', 'Bm7b5']);
    expect(chordOn({ tonic: 9, mode: 'harmonicMinor' }, 4).name).toBe('E');
    // F minor is written with flats, C sharp minor with sharps.
    expect(chordOn({ tonic: 5, mode: 'aeolian' }, 5, { tones: 4 }).name).toBe('Dbmaj7');
    expect(chordOn({ tonic: 1, mode: 'aeolian' }, 4, { tones: 4 }).name).toBe('G#m7');
    expect(chordOn(D_DORIAN, 4, { tones: 4, suspended: true }).name).toBe('A7sus4');
  });
});
