import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../../engine/core/random.ts';
import { Composer } from '../../../../engine/music/composer.ts';
import { defaultMusicControls } from '../../../../engine/music/controls.ts';
import { DRUM_NOTES } from '../../../../engine/music/groove/genre.ts';
import { GENRE_NAMES } from '../../../../engine/music/groove/genres.ts';
import type { GridNote } from '../../../../engine/music/note.ts';
import { loadGrooveNet, PlayedGroove } from '../../../../models/groove/groove-net.ts';
import { modelBytes, modelJson } from '../../../support/model-files.ts';

/** What PyTorch makes of sixteenths of held-out players with the shipped weights. */
const golden = modelJson<{
  samples: {
    wish: { genre: string; parity: number; density: number; energy: number; swing: number };
    step: number;
    history: [place: number, velocity: number][];
    out: [logits: number[], velocities: number[], lateness: number[]];
  }[];
}>('groove/golden.json');
const PIECES = 10;

let net: PlayedGroove;
beforeAll(async () => {
  net = await loadGrooveNet(modelBytes('groove/weights.safetensors'));
});

const WISH = { genre: 'funk', bar: 0, density: 0.6, energy: 0.8, swing: 0, temperature: 0.8 };
/** Bars of a player that goes on from its own. */
function play(wish: typeof WISH, count: number, seed = 1): (readonly GridNote[])[] {
  const bars: (readonly GridNote[])[] = [];
  for (let bar = 0; bar < count; bar++) {
    bars.push(net.write({ ...wish, bar }, bars.at(-1) ?? [], createRandom(seed + bar)));
  }
  return bars;
}

describe('the groove net', () => {
  it('computes what PyTorch computes', () => {
    expect(golden.samples.length).toBeGreaterThan(9);
    for (const { wish, step, history, out } of golden.samples) {
      const velocities = new Float32Array(16 * PIECES);
      for (const [place, velocity] of history) velocities[place] = velocity;
      const told = net.step({ ...wish, bar: wish.parity, temperature: 1 }, velocities, step);
      [told.logits, told.velocities, told.lateness].forEach((row, i) => {
        out[i]?.forEach((value, k) => {
          expect(Math.abs((row[k] ?? 0) - value)).toBeLessThan(0.01);
        });
      });
    }
  });

  it('is under a megabyte, and knows every style', () => {
    expect(modelBytes('groove/weights.safetensors').byteLength).toBeLessThan(1_000_000);
    for (const genre of GENRE_NAMES) expect(play({ ...WISH, genre }, 1)[0]).toBeDefined();
    expect(() => play({ ...WISH, genre: 'polka' }, 1)).toThrow(/polka/);
    expect(() => new PlayedGroove({ tensors: new Map(), metadata: {} })).toThrow(
      /export them anew/,
    );
  });

  it('puts the kick of house on every beat, and the snare of drum and bass on two and four', () => {
    const strokes = (genre: string, piece: keyof typeof DRUM_NOTES) =>
      play({ ...WISH, genre }, 16).map((bar) =>
        bar.filter(({ pitch }) => pitch === DRUM_NOTES[piece]).map(({ step }) => step),
      );
    const kicks = strokes('house', 'kick');
    const even = kicks.filter((steps) => [0, 4, 8, 12].every((beat) => steps.includes(beat)));
    expect(even.length).toBeGreaterThan(13);
    const snares = strokes('drum and bass', 'snare');
    expect(
      snares.filter((steps) => steps.includes(4) && steps.includes(12)).length,
    ).toBeGreaterThan(13);
  });

  it('plays more with density and energy, and the same for the same chance', () => {
    const count = (wish: typeof WISH) => play(wish, 16).flat().length;
    expect(count({ ...WISH, density: 0.95 })).toBeGreaterThan(count({ ...WISH, density: 0.05 }));
    expect(count({ ...WISH, energy: 1 })).toBeGreaterThan(count({ ...WISH, energy: 0.1 }));
    expect(play(WISH, 4)).toEqual(play(WISH, 4));
    expect(play(WISH, 4, 99)).not.toEqual(play(WISH, 4));
  });

  it('gives the composer its drums, late and early as a player, with the fills as before', () => {
    const controls = { ...defaultMusicControls(), genre: 'hip hop' };
    const drums = (composer: Composer) =>
      Array.from({ length: 32 }, () => composer.compose(controls)).map(({ notes }) =>
        notes.filter(({ part }) => part === 'drums'),
      );
    const played = drums(new Composer({ groove: net }));
    expect(played).not.toEqual(drums(new Composer()));
    const toms = played.map((bar) => bar.some(({ pitch }) => pitch === DRUM_NOTES.highTom));
    expect(toms.some(Boolean)).toBe(true);
    expect(toms.every((has, i) => !has || i % 8 === 7)).toBe(true);
    for (const { velocity } of played.flat()) expect(velocity > 0 && velocity <= 1).toBe(true);
  });
});
