import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createRandom } from '../../../../../engine/core/random.ts';
import {
  buildVideoFeatures,
  type VideoFeaturesGpu,
} from '../../../../../engine/features/video/registry.ts';
import { type OpenedContext, openGpuContext } from '../../../../support/gpu-context.ts';
import { paintGrey, runFeatures, type Texture } from '../../../../support/moving-texture.ts';
import { createPicture, readPicture } from '../../../../support/pictures.ts';

const SIZE = { width: 96, height: 54 };

let gpu: OpenedContext;
let picture: GPUTexture;
let features: VideoFeaturesGpu;
let fresh = true;
let index = 0;

beforeAll(async () => {
  gpu = await openGpuContext();
  picture = createPicture(gpu.context, SIZE);
  features = await buildVideoFeatures(gpu.context, { picture, size: SIZE, fresh: () => fresh });
});

afterAll(() => {
  features.dispose();
  picture.destroy();
  expect(gpu.errors).toEqual([]);
  gpu.close();
});

// A frame without the feature, after which it starts anew.
beforeEach(() => runFeatures(gpu.context, features, { index: ++index }));

function show(grey: Texture | null): void {
  fresh = grey !== null;
  if (grey) paintGrey(gpu.context, picture, grey);
  runFeatures(gpu.context, features, { index: ++index, fps: 30 }, 'motion');
}

/** Four channels at a pixel. */
async function at(x: number, y: number): Promise<number[]> {
  const values = await readPicture(gpu.context, features.texture('motion'));
  const place = (y * SIZE.width + x) * 4;
  return [...values.subarray(place, place + 4)];
}

const box =
  (left: number): Texture =>
  (x, y) =>
    x >= left && x < left + 12 && y >= 20 && y < 34 ? 0.9 : 0.2;

it('is zero on the first picture', async () => {
  show(box(30));
  const [motion, , noise] = await at(34, 26);
  expect([motion, noise]).toEqual([0, 0]);
});

it('is high where a body came or went, and nowhere else', async () => {
  show(box(30));
  show(box(36));
  expect((await at(32, 26))[0]).toBeGreaterThan(0.9);
  expect((await at(45, 26))[0]).toBeGreaterThan(0.9);
  expect((await at(80, 26))[0]).toBe(0);
});

it('decays to about a third in 0.3 s, whether pictures come or not', async () => {
  show(box(30));
  show(box(36));
  const [before = 0] = await at(32, 26);
  for (let i = 0; i < 9; i++) show(i % 2 ? box(36) : null);
  const [after = 0] = await at(32, 26);
  expect(after / before).toBeCloseTo(Math.exp(-1), 1);
});

it('learns the noise of a camera and keeps quiet about it', async () => {
  const random = createRandom(4);
  const grain = () => (random.unit() + random.unit() + random.unit() - 1.5) * 0.05;
  for (let i = 0; i < 40; i++) show(() => 0.5 + grain());
  const values = await readPicture(gpu.context, features.texture('motion'));
  let sum = 0;
  for (let i = 0; i < values.length; i += 4) sum += values[i] ?? 0;
  expect(sum / (values.length / 4)).toBeLessThan(0.03);
  show((x, y) => box(30)(x, y) + grain());
  expect((await at(36, 26))[0]).toBeGreaterThan(0.9);
});

it('marks edges, in pictures that stand still too', async () => {
  show(box(30));
  expect((await at(30, 26))[1]).toBeGreaterThan(0.9);
  expect((await at(36, 26))[1]).toBe(0);
});
