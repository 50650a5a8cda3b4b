import { beforeAll, describe, expect, it } from 'vitest';
import { Composer } from '../../../../engine/music/composer.ts';
import { defaultMusicControls, type MusicControls } from '../../../../engine/music/controls.ts';
import { defaultRiffControls } from '../../../../engine/music/riff/riff-params.ts';
import { RiffSurface } from '../../../../engine/music/riff/riff-surface.ts';
import {
  loadMelodyVae,
  MelodyVae,
  motifOf,
  symbolsOf,
} from '../../../../models/melody-vae/riff-net.ts';
import { modelBytes, modelJson } from '../../../support/model-files.ts';

/** What PyTorch makes of held-out riffs with the shipped weights; written by `export.py`. */
const golden = modelJson<{
  riffs: number[][];
  codes: number[][];
  decoded: number[][];
  logitsAt: number[];
  logits: number[][][];
}>('melody-vae/golden.json');
const SYMBOLS = 24;

let net: MelodyVae;
beforeAll(async () => {
  net = await loadMelodyVae(modelBytes('melody-vae/weights.safetensors'));
});

describe('the melody VAE', () => {
  it('computes what PyTorch computes', () => {
    expect(golden.riffs.length).toBeGreaterThan(2);
    golden.riffs.forEach((riff, i) => {
      const code = net.codeOf(riff);
      golden.codes[i]?.forEach((value, k) => {
        expect(code[k]).toBeCloseTo(value, 2);
      });
      const logits = net.logitsOf(code);
      golden.logitsAt.forEach((step, row) => {
        golden.logits[i]?.[row]?.forEach((value, symbol) => {
          expect(Math.abs((logits[step * SYMBOLS + symbol] ?? 0) - value)).toBeLessThan(0.02);
        });
      });
      expect(Array.from(symbolsOf(net.decode(code)))).toEqual(heard(golden.decoded[i] ?? []));
    });
  });

  it('is under a megabyte, and refused with other symbols', () => {
    expect(modelBytes('melody-vae/weights.safetensors').byteLength).toBeLessThan(1_000_000);
    expect(() => new MelodyVae({ tensors: new Map(), metadata: {} })).toThrow(/export them anew/);
  });

  it('reads riffs as symbols and back', () => {
    const riff = [
      { step: 0, length: 3, degree: 0 },
      { step: 4, length: 4, degree: 7 },
      { step: 30, length: 2, degree: -5 },
    ];
    expect(motifOf(symbolsOf(riff))).toEqual(riff);
    expect(motifOf(symbolsOf([{ step: 0, length: 1, degree: 16 }]))[0]?.degree).toBe(9);
  });
});

/** Symbols as a motif keeps them: a hold that nothing went before is a rest. */
function heard(symbols: readonly number[]): number[] {
  return Array.from(symbolsOf(motifOf(symbols)));
}

describe('the surface of riffs', () => {
  const hands = defaultRiffControls();
  const lead = { seed: 1, density: 0.5 };
  const place = (surface: RiffSurface, more: Partial<typeof hands>) =>
    surface.placeOf({ ...hands, ...more }, lead);
  const distance = (a: Float32Array, b: Float32Array) =>
    Math.hypot(...a.map((value, i) => value - (b[i] as number)));

  it('goes from one riff to the other as the fader goes', () => {
    const surface = new RiffSurface(net);
    const end = place(surface, { morph: 1 });
    const left = [0, 0.25, 0.5, 0.75, 1].map((morph) => distance(place(surface, { morph }), end));
    expect(left).toEqual([...left].sort((a, b) => b - a));
    expect(left.at(-1)).toBeLessThan(1e-3);
    expect(surface.riffAt(hands, lead)).not.toEqual(surface.riffAt({ ...hands, morph: 1 }, lead));
    expect(surface.riffAt(hands, lead)).not.toEqual(surface.riffAt(hands, { ...lead, seed: 2 }));
  });

  it('gets busier and higher as the joystick goes', () => {
    const surface = new RiffSurface(net);
    const over = (more: Partial<typeof hands>, measure: (riff: readonly number[]) => number) => {
      const riffs = Array.from({ length: 24 }, (_, first) =>
        surface.riffAt({ ...hands, first, reach: 1, ...more }, lead).map(({ degree }) => degree),
      );
      return riffs.reduce((sum, riff) => sum + measure(riff), 0) / riffs.length;
    };
    const count = (riff: readonly number[]) => riff.length;
    const mean = (riff: readonly number[]) =>
      riff.reduce((sum, degree) => sum + degree, 0) / Math.max(1, riff.length);
    expect(over({ x: 1 }, count)).toBeGreaterThan(over({ x: -1 }, count) + 2);
    expect(over({ y: 1 }, mean)).toBeGreaterThan(over({ y: -1 }, mean) + 2);
  });

  it('gives the composer its themes, which follow fader, joystick and new ideas from bar to bar', () => {
    const riffs = { ...defaultMusicControls(), melodist: 'riff', genre: 'techno' } as const;
    const melody = (composer: Composer, controls: MusicControls) =>
      Array.from({ length: 80 }, () => composer.compose(controls)).map(({ notes, startBeat }) =>
        notes
          .filter(({ part }) => part === 'melody')
          .map(({ beat, pitch }) => [beat - startBeat, pitch].join(':'))
          .join(' '),
      );
    const plain = melody(new Composer({ riff: net }), riffs);
    expect(plain.filter((bar) => bar !== '').length).toBeGreaterThan(10);
    expect(melody(new Composer({ riff: net }), riffs)).toEqual(plain);
    const morphed = { ...riffs, riff: { ...riffs.riff, morph: 1 } };
    expect(melody(new Composer({ riff: net }), morphed)).not.toEqual(plain);
    const renewed = new Composer({ riff: net });
    renewed.compose(riffs);
    renewed.newIdea();
    expect(melody(renewed, riffs).slice(0, -1)).not.toEqual(plain.slice(1));
  });

  it('puts relatives of what plays at the ends, others each time, until another end is chosen', () => {
    const surface = new RiffSurface(net);
    const before = place(surface, {});
    const stranger = place(surface, { first: 77 });
    surface.moreLikeThis(hands, lead);
    const once = place(surface, {});
    expect(distance(once, before)).toBeGreaterThan(0.5);
    expect(distance(once, before)).toBeLessThan(0.8 * distance(stranger, before));
    expect(place(surface, { first: 77 })).toEqual(stranger);
    surface.moreLikeThis(hands, lead);
    expect(place(surface, {})).not.toEqual(once);
    surface.renew();
    expect(distance(place(surface, {}), before)).toBeGreaterThan(distance(once, before));
  });
});
