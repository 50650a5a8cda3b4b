import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Size } from '../../../../engine/core/units.ts';
import { createChain } from '../../../../engine/effects/chain.ts';
import type { EffectDefinition } from '../../../../engine/effects/effect.ts';
import { effectParams, effects } from '../../../../engine/effects/registry.ts';
import type { GpuContext } from '../../../../engine/gpu/gpu-context.ts';
import { type OpenedContext, openGpuContext } from '../../../support/gpu-context.ts';
import {
  createPicture,
  type Painter,
  paint,
  readPicture,
  runFrame,
} from '../../../support/pictures.ts';

/** Effects that change nothing as they come, by design. */
const NEUTRAL_BY_DESIGN: readonly string[] = [];
/** Files of the folder that are no effects. */
const FOUNDATION = ['chain.ts', 'effect.ts', 'registry.ts'];

const SIZE: Size = { width: 96, height: 54 };
const FRAMES = 4;

/** A bright disc that moves over bars and a gradient, with the size of the picture as its unit. */
const scene =
  (index: number, peak: number, { width, height }: Size): Painter =>
  (x, y) => {
    const [u, v] = [x / width, y / height];
    const place = 0.3 + 0.12 * index;
    const disc = Math.hypot((u - place) * (width / height), v - 0.5) < 0.25;
    const bars = Math.floor(u * 8) % 2 ? 0.6 : 0.1;
    return disc ? [peak, 0.75 * peak, 0.2 * peak] : [bars * v, 0.25 * (1 - v), bars * u];
  };

type Values = (name: string) => number;

interface Run {
  readonly values: Values;
  readonly peak?: number;
  readonly size?: Size;
}

/** Plays an effect for a few frames. Returns the last frame, and the source that it came from. */
async function play(context: GpuContext, effect: EffectDefinition, run: Run) {
  const { values, peak = 1, size = SIZE } = run;
  const source = createPicture(context, size);
  const other = createPicture(context, size, 'input');
  paint(context, other, (x, y) => [0.2 + (0.6 * x) / size.width, 0.5, (0.8 * y) / size.height]);
  const reports: string[] = [];
  const chain = createChain(context, {
    label: 'contract',
    input: source,
    size,
    detail: 1,
    report: (message) => reports.push(message),
    inputOf: () => other,
  });
  chain.arrange([effect.name]);
  await chain.settled();
  for (let index = 0; index < FRAMES; index++) {
    paint(context, source, scene(index, peak, size));
    const hit = index === FRAMES - 1 ? 1 : 0;
    const audio = { rms: 0.3, low: 0.5, onset: hit, lowOnset: hit, highOnset: hit };
    runFrame(context, { index: index + 5, fps: 25, tempoBpm: 130, audio }, (frame) =>
      chain.encode(frame, (_, name) => values(name)),
    );
  }
  const wet = await readPicture(context, chain.output);
  const dry = await readPicture(context, source);
  chain.dispose();
  source.destroy();
  other.destroy();
  expect(reports).toEqual([]);
  return { wet, dry };
}

/** Parameters as declared, some of them replaced. */
const defaults =
  (effect: EffectDefinition, changed: Readonly<Record<string, number>> = {}): Values =>
  (name) =>
    changed[name] ?? effectParams(effect)[name]?.default ?? Number.NaN;

/** Every parameter but `mix` at one end of its range. */
const extreme =
  (effect: EffectDefinition, end: 'min' | 'max'): Values =>
  (name) =>
    name === 'mix' ? 1 : (effectParams(effect)[name]?.[end] ?? Number.NaN);

const isLight = (picture: Float32Array) => picture.every((v) => Number.isFinite(v) && v >= 0);

const meanDifference = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;

describe.each(effects.map((effect) => ({ name: effect.name, effect })))(
  'effect $name',
  ({ effect }) => {
    let gpu: OpenedContext;
    let context: GpuContext;

    beforeAll(async () => {
      gpu = await openGpuContext();
      context = gpu.context;
    });

    afterAll(() => {
      gpu.close();
    });

    it('is the source at mix 0', async () => {
      const { wet, dry } = await play(context, effect, { values: defaults(effect, { mix: 0 }) });
      const worst = wet.reduce((most, v, i) => Math.max(most, Math.abs(v - (dry[i] ?? 0))), 0);
      expect(worst).toBeLessThan(1 / 512);
    });

    it('changes the picture as it comes, the same twice', async () => {
      const first = await play(context, effect, { values: defaults(effect) });
      const second = await play(context, effect, { values: defaults(effect) });
      expect(second.wet).toEqual(first.wet);
      const change = meanDifference(first.wet, first.dry);
      if (NEUTRAL_BY_DESIGN.includes(effect.name)) expect(change).toBeLessThan(1 / 512);
      else expect(change).toBeGreaterThan(0.01);
    });

    it.each([
      { light: 'darkness', peak: 0 },
      { light: 'sixteen times white', peak: 16 },
    ])('makes finite light of $light, at any setting', async ({ peak }) => {
      const settings = [defaults(effect), extreme(effect, 'min'), extreme(effect, 'max')];
      for (const values of settings) {
        const { wet } = await play(context, effect, { values, peak });
        expect(isLight(wet)).toBe(true);
        expect(Math.max(...wet)).toBeLessThanOrEqual(128);
      }
    });

    it.each([
      { width: 37, height: 64 },
      { width: 200, height: 17 },
      { width: 9, height: 5 },
    ])('works at $width x $height', async (size) => {
      const { wet } = await play(context, effect, { values: defaults(effect), size });
      expect(isLight(wet)).toBe(true);
      expect(Math.max(...wet.filter((_, i) => i % 4 !== 3))).toBeGreaterThan(0);
    });

    it('leaves nothing behind and makes no validation error', () => {
      expect(context.live).toEqual({ textures: 0, buffers: 0, scopes: 0 });
      expect(gpu.errors).toEqual([]);
    });
  },
);

describe('effects', () => {
  it('are found by their files, sorted, and named after them', () => {
    const files = readdirSync(new URL('../../../../engine/effects/', import.meta.url))
      .filter((file) => file.endsWith('.ts') && !FOUNDATION.includes(file))
      .map((file) => file.slice(0, -'.ts'.length));
    expect(effects.map((effect) => effect.name)).toEqual(files.sort());
    expect(effects.length).toBeGreaterThanOrEqual(12);
  });

  it.each(effects.map((effect) => ({ name: effect.name, effect })))(
    '$name says what it is and what its parameters do',
    ({ effect }) => {
      const specs = effectParams(effect);
      expect(Object.keys(specs)[0]).toBe('mix');
      expect(Object.keys(specs).length).toBeGreaterThanOrEqual(3);
      for (const text of [effect.label, effect.about]) expect(text).not.toBe('');
      for (const [name, spec] of Object.entries(specs)) {
        expect(spec.about, name).toMatch(/\.$/);
        expect(spec.label, name).not.toBe('');
      }
      for (const phase of Object.values(effect.phases ?? {}))
        expect(specs).toHaveProperty(phase.rate);
    },
  );
});
