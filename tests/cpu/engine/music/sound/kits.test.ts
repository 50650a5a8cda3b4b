import { describe, expect, it } from 'vitest';
import { HEARD_PARTS, SECTION_NAMES } from '../../../../../engine/core/music-levels.ts';
import { DRUM_NOTES, type DrumName } from '../../../../../engine/music/groove/genre.ts';
import { GENRE_NAMES } from '../../../../../engine/music/groove/genres.ts';
import { PART_NAMES } from '../../../../../engine/music/note.ts';
import { pluckString, strikeBar } from '../../../../../engine/music/sound/dsp/struck.ts';
import {
  type DrumPiece,
  pieceOfNote,
  renderStroke,
} from '../../../../../engine/music/sound/kit.ts';
import {
  instrumentNamed,
  kitNamed,
  PALETTE_GENRES,
  paletteOf,
} from '../../../../../engine/music/sound/palette.ts';
import { instruments, kits } from '../../../../../engine/music/sound/registry.ts';
import { TONAL_PARTS } from '../../../../../engine/music/sound/sound-controls.ts';

const RATE = 24_000;
const NAMES = Object.keys(DRUM_NOTES) as DrumName[];
const stroke = (piece: DrumPiece, strike = 1, seed = 1) =>
  renderStroke(piece, { rate: RATE, strike, seed });
const peakOf = (samples: Float32Array) =>
  samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
const meanOf = (samples: Float32Array) => samples.reduce((sum, x) => sum + x, 0) / samples.length;
/** Mean step from sample to sample over the mean size: higher for brighter sounds. */
const brightness = (samples: Float32Array) => {
  let [step, size] = [0, 1e-9];
  for (let i = 1; i < samples.length; i++) {
    step += Math.abs((samples[i] ?? 0) - (samples[i - 1] ?? 0));
    size += Math.abs(samples[i] ?? 0);
  }
  return step / size;
};

describe('the palette', () => {
  it('has at least 5 kits and 12 instruments, of every synthesis', () => {
    expect(kits.length).toBeGreaterThanOrEqual(5);
    expect(instruments.length).toBeGreaterThanOrEqual(12);
    const kinds = new Set(instruments.map(({ synthesis }) => synthesis));
    expect([...kinds].sort()).toEqual(['additive', 'fm', 'noise', 'physical', 'subtractive']);
    expect(new Set([...kits, ...instruments].map(({ name }) => name)).size).toBe(
      kits.length + instruments.length,
    );
  });

  it('gives every genre a kit and instruments that there are', () => {
    expect([...PALETTE_GENRES].sort()).toEqual([...GENRE_NAMES].sort());
    for (const genre of GENRE_NAMES) {
      const palette = paletteOf(genre);
      expect(kitNamed(palette.kit).name).toBe(palette.kit);
      for (const part of TONAL_PARTS)
        expect(instrumentNamed(palette[part]).name).toBe(palette[part]);
    }
  });

  it('uses every kit and instrument in some genre but those that are chosen by hand', () => {
    const used = new Set(GENRE_NAMES.flatMap((genre) => Object.values(paletteOf(genre))));
    const unused = [...kits, ...instruments].map(({ name }) => name).filter((n) => !used.has(n));
    expect(unused).toEqual([]);
  });

  it('names its remedies', () => {
    expect(() => kitNamed('cardboard')).toThrow(/one of analog.*got cardboard/);
    expect(() => instrumentNamed('kazoo')).toThrow(/one of acid-bass.*got kazoo/);
  });

  it('tells scenes of the parts and sections in the order of the composer', () => {
    expect(HEARD_PARTS).toEqual(PART_NAMES);
    expect(SECTION_NAMES).toEqual(['intro', 'build', 'drop', 'break', 'outro']);
  });
});

describe.each(kits.map((kit) => [kit.name, kit] as const))('the kit %s', (_, { pieces }) => {
  const rendered = new Map(NAMES.map((name) => [name, stroke(pieces[name])]));

  it('peaks where each piece says, without an offset, and ends in silence', () => {
    for (const name of NAMES) {
      const samples = rendered.get(name) as Float32Array;
      expect(20 * Math.log10(peakOf(samples))).toBeCloseTo(pieces[name].peak, 1);
      expect(Math.abs(meanOf(samples)), name).toBeLessThan(0.01);
      expect(Math.abs(samples.at(-1) ?? 1), name).toBe(0);
      expect(peakOf(samples.subarray(-48)), name).toBeLessThan(0.02);
    }
  });

  it('is brighter when struck harder, and the same again', () => {
    const softer = NAMES.filter(
      (name) =>
        brightness(stroke(pieces[name], 0.35)) < brightness(rendered.get(name) as Float32Array),
    );
    // The steps of a worn sampler hide it in a few pieces.
    expect(softer.length).toBeGreaterThanOrEqual(NAMES.length - 5);
    expect(stroke(pieces.snare)).toEqual(rendered.get('snare'));
    expect(stroke(pieces.snare, 1, 2)).not.toEqual(rendered.get('snare'));
  });
});

describe('a drum note', () => {
  it('strikes the piece that General MIDI gives it', () => {
    expect(pieceOfNote(36)).toBe('kick');
    expect(pieceOfNote(46)).toBe('openHat');
    expect(pieceOfNote(35)).toBeUndefined();
  });
});

describe('a struck or plucked body', () => {
  /** Frequency by the phase that a tone gains between two stretches. */
  function pitchOf(samples: Float32Array, near: number, rate: number): number {
    const phaseAt = (from: number, length: number) => {
      let [re, im] = [0, 0];
      for (let i = 0; i < length; i++) {
        const turn = (2 * Math.PI * near * (from + i)) / rate;
        const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / length);
        re += (samples[from + i] ?? 0) * window * Math.cos(turn);
        im -= (samples[from + i] ?? 0) * window * Math.sin(turn);
      }
      return Math.atan2(im, re);
    };
    const apart = 2400;
    const gained = phaseAt(4800 + apart, 9600) - phaseAt(4800, 9600);
    const wrapped = gained - 2 * Math.PI * Math.round(gained / (2 * Math.PI));
    return near + (wrapped * rate) / (2 * Math.PI * apart);
  }

  it.each([82.41, 220, 440.5, 659.3])('is in tune within 3 cents at %d Hz', (hertz) => {
    const rate = 48_000;
    const shape = { hertz, seconds: 2, damping: 0.55, place: 0.19, seed: 3 };
    const cents = (heard: number) => Math.abs(1200 * Math.log2(heard / hertz));
    expect(cents(pitchOf(pluckString(shape, rate), hertz, rate))).toBeLessThan(3);
    const bar = strikeBar(hertz, [{ ratio: 1, level: 1, decay: 2 }], rate);
    expect(cents(pitchOf(bar, hertz, rate))).toBeLessThan(1);
  });
});
