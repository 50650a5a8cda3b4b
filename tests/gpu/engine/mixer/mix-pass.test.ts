import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GpuContext } from '../../../../engine/gpu/gpu-context.ts';
import { blendModes } from '../../../../engine/mixer/blend-modes.ts';
import { buildMixPass, type MixPass } from '../../../../engine/mixer/mix-pass.ts';
import { transitions } from '../../../../engine/mixer/transitions.ts';
import { type OpenedContext, openGpuContext } from '../../../support/gpu-context.ts';
import { createPicture, paint, readPicture, runFrame } from '../../../support/pictures.ts';
import { blendBySpec, type Rgb, toEncoded, toLinear } from './compositing-spec.ts';

/** Every pair of colours of a 3 x 3 x 3 grid in encoded values: 27 across, 27 down. */
const LEVELS = [0, 0.4, 1] as const;
const GRID: readonly Rgb[] = LEVELS.flatMap((r) =>
  LEVELS.flatMap((g) => LEVELS.map((b): Rgb => [r, g, b])),
);
const SIZE = { width: GRID.length, height: GRID.length };
const colour = (index: number): Rgb => GRID[index] ?? [0, 0, 0];
const linear = (encoded: Rgb): Rgb => [
  toLinear(encoded[0]),
  toLinear(encoded[1]),
  toLinear(encoded[2]),
];

describe('mix pass', () => {
  let gpu: OpenedContext;
  let context: GpuContext;
  let pass: MixPass;
  let a: GPUTexture;
  let b: GPUTexture;
  let target: GPUTexture;

  const mixed = async (state: {
    crossfade: number;
    blend?: number;
    transition?: number;
    levelA?: number;
    levelB?: number;
  }): Promise<Float32Array> => {
    runFrame(context, { index: 1 }, (frame) =>
      pass.encode(frame, { blend: 0, transition: 0, levelA: 1, levelB: 1, ...state }),
    );
    return readPicture(context, target);
  };
  const largestDifference = (p: Float32Array, q: Float32Array) =>
    p.reduce((worst, value, i) => Math.max(worst, Math.abs(value - (q[i] ?? 0))), 0);

  beforeAll(async () => {
    gpu = await openGpuContext();
    context = gpu.context;
    [a, b, target] = [0, 1, 2].map(() => createPicture(context, SIZE)) as [
      GPUTexture,
      GPUTexture,
      GPUTexture,
    ];
    paint(context, a, (x) => linear(colour(x)));
    paint(context, b, (_, y) => linear(colour(y)));
    pass = await buildMixPass(context, { size: SIZE, target });
    pass.bind(a, b);
  });

  afterAll(() => {
    pass.dispose();
    expect(context.live).toEqual({ textures: 0, buffers: 0, scopes: 0 });
    expect(gpu.errors).toEqual([]);
    gpu.close();
  });

  it.each(blendModes)('%s half-way is the formula of the standard', async (mode) => {
    const picture = await mixed({ crossfade: 0.5, blend: blendModes.indexOf(mode) });
    for (let y = 0; y < SIZE.height; y++) {
      for (let x = 0; x < SIZE.width; x++) {
        const pair = `${mode}: ${colour(y)} on ${colour(x)}`;
        const blended = blendBySpec(mode, colour(x), colour(y));
        for (let c = 0; c < 3; c++) {
          const got = picture[(y * SIZE.width + x) * 4 + c] ?? -1;
          const middle = (toLinear(colour(x)[c] ?? 0) + toLinear(colour(y)[c] ?? 0)) / 2;
          const expected = mode === 'normal' ? middle : toLinear(blended[c] ?? 0);
          // Beyond 1 the standard clips; here the tone map does.
          const shown = mode === 'plus-lighter' ? Math.min(1, got) : got;
          expect(Math.abs(toEncoded(shown) - toEncoded(expected)), pair).toBeLessThan(1 / 255);
        }
      }
    }
  });

  it.each(blendModes)('%s is pure at both ends and continuous between', async (mode) => {
    const blend = blendModes.indexOf(mode);
    const [pureA, pureB] = [await readPicture(context, a), await readPicture(context, b)];
    expect(largestDifference(await mixed({ crossfade: 0, blend }), pureA)).toBeLessThan(1e-3);
    expect(largestDifference(await mixed({ crossfade: 1, blend }), pureB)).toBeLessThan(1e-3);
    const below = await mixed({ crossfade: 0.499, blend });
    const above = await mixed({ crossfade: 0.501, blend });
    // plus-lighter reaches 4.9 in linear light, so its slope is that much steeper.
    expect(largestDifference(below, above)).toBeLessThan(0.03);
  });

  it.each(transitions)('%s is exactly one deck at each end', async (name) => {
    const transition = transitions.indexOf(name);
    const [pureA, pureB] = [await readPicture(context, a), await readPicture(context, b)];
    expect(largestDifference(await mixed({ crossfade: 0, transition }), pureA)).toBeLessThan(1e-3);
    expect(largestDifference(await mixed({ crossfade: 1, transition }), pureB)).toBeLessThan(1e-3);
  });

  it('every transition is its own', async () => {
    const pictures = [];
    for (const transition of transitions.keys()) {
      pictures.push(await mixed({ crossfade: 0.4, transition }));
    }
    for (const [i, one] of pictures.entries()) {
      for (const other of pictures.slice(i + 1)) {
        expect(largestDifference(one, other)).toBeGreaterThan(0.05);
      }
    }
  });

  it('goes monotonically from A to B in every transition that does not move the picture', async () => {
    paint(context, a, (x, y) => [x / 40, y / 40, 0.1]);
    paint(context, b, () => [2, 2, 2]);
    for (const name of ['dissolve', 'wipe', 'iris', 'luma', 'blinds', 'clock']) {
      let before: Float32Array = new Float32Array(SIZE.width * SIZE.height * 4);
      for (const crossfade of [0, 0.2, 0.4, 0.6, 0.8, 1]) {
        const now = await mixed({ crossfade, transition: transitions.indexOf(name) });
        expect(
          now.every((value, i) => value >= (before[i] ?? 0) - 2e-3),
          `${name} at ${crossfade}`,
        ).toBe(true);
        before = now;
      }
    }
  });

  it('scales each deck by its level', async () => {
    paint(context, a, () => [0.5, 0.25, 4]);
    paint(context, b, () => [0.8, 0.8, 0.8]);
    expect([...(await mixed({ crossfade: 0, levelA: 0.5 })).slice(0, 3)]).toEqual([0.25, 0.125, 2]);
    expect((await mixed({ crossfade: 1, levelB: 0.5 }))[0]).toBeCloseTo(0.4, 3);
    expect((await mixed({ crossfade: 0.5, levelA: 0, levelB: 0 }))[0]).toBe(0);
  });
});
