import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../../../engine/core/random.ts';
import {
  buildVideoFeatures,
  type VideoFeaturesGpu,
} from '../../../../../engine/features/video/registry.ts';
import { type OpenedContext, openGpuContext } from '../../../../support/gpu-context.ts';
import {
  type Placement,
  paintGrey,
  readFlow,
  runFeatures,
  type Texture,
  waveTexture,
} from '../../../../support/moving-texture.ts';
import { createPicture } from '../../../../support/pictures.ts';

const SIZE = { width: 320, height: 180 };
/** Mean endpoint error in pixels that is allowed. */
const TOLERANCE = 0.3;

const texture = waveTexture(5);
let gpu: OpenedContext;
let picture: GPUTexture;
let features: VideoFeaturesGpu;
let fresh = true;
let frameIndex = 0;

beforeAll(async () => {
  gpu = await openGpuContext();
  picture = createPicture(gpu.context, SIZE);
  features = await buildVideoFeatures(gpu.context, {
    picture,
    size: SIZE,
    fresh: () => fresh,
    detail: 1,
  });
});

afterAll(() => {
  features.dispose();
  picture.destroy();
  expect(gpu.context.live).toEqual({ textures: 0, buffers: 0, scopes: 0 });
  expect(gpu.errors).toEqual([]);
  gpu.close();
});

/** Runs one frame; `grey` is the new image, or null when the video brings none. */
function show(grey: Texture | null, fps = 30): void {
  fresh = grey !== null;
  if (grey) paintGrey(gpu.context, picture, grey);
  runFeatures(gpu.context, features, { index: ++frameIndex, fps }, 'flow');
}

/** Forgets what was seen: a frame without the feature. */
function restart(): void {
  runFeatures(gpu.context, features, { index: ++frameIndex });
}

/** The texture, looked at through a placement. */
const placed =
  (place: Placement): Texture =>
  (x, y) =>
    texture(...place(x, y));

const shifted = (dx: number, dy: number) => placed((x, y) => [x - dx, y - dy]);

/** Turned by an angle and magnified about the middle. */
const turned = (angle: number, scale: number) =>
  placed((x, y) => {
    const [px, py] = [x + 0.5 - SIZE.width / 2, y + 0.5 - SIZE.height / 2];
    const [c, s] = [Math.cos(angle) / scale, Math.sin(angle) / scale];
    return [c * px + s * py + SIZE.width / 2, c * py - s * px + SIZE.height / 2];
  });

/** Zero-mean noise, about normal, of a standard deviation. */
function noise(seed: number, deviation: number): () => number {
  const random = createRandom(seed);
  return () => (random.unit() + random.unit() + random.unit() - 1.5) * 2 * deviation;
}

describe('flow', () => {
  it('is as large as the picture up to 320 pixels, and zero on the first frame', async () => {
    restart();
    show(texture);
    const flow = await readFlow(gpu.context, features);
    expect([flow.width, flow.height]).toEqual([320, 180]);
    expect(flow.mean(0, (u, v) => Math.hypot(u, v))).toBe(0);
  });

  it.each([
    [0.4, 0.2],
    [1, -2],
    [-4, 3],
    [8, 0],
    [-5, -6],
    [0, 8],
  ])('finds a shift by (%d, %d) pixels', async (dx, dy) => {
    restart();
    show(texture);
    show(shifted(dx, dy));
    const flow = await readFlow(gpu.context, features);
    expect(flow.mean(10, (u, v) => Math.hypot(u - dx, v - dy))).toBeLessThan(TOLERANCE);
    expect(flow.at(160, 90).confidence).toBeGreaterThan(0.5);
  });

  it('finds a turn, and a zoom', async () => {
    const [angle, scale] = [0.03, 1.02];
    restart();
    show(turned(0, 1));
    show(turned(angle, scale));
    const flow = await readFlow(gpu.context, features);
    const error = flow.mean(10, (u, v, x, y) => {
      const [px, py] = [x + 0.5 - SIZE.width / 2, y + 0.5 - SIZE.height / 2];
      const [c, s] = [Math.cos(angle) / scale, Math.sin(angle) / scale];
      const [wasX, wasY] = [c * px + s * py, c * py - s * px];
      return Math.hypot(u - (px - wasX), v - (py - wasY));
    });
    expect(error).toBeLessThan(TOLERANCE);
  });

  it('finds a body that moves over a ground that stands', async () => {
    const body = waveTexture(9);
    const scene = (t: number) => (x: number, y: number) => {
      const inside = Math.hypot(x - 130 - 4 * t, y - 90) < 40;
      return inside ? body(x - 4 * t, y) : texture(x, y);
    };
    restart();
    show(scene(0));
    show(scene(1));
    const flow = await readFlow(gpu.context, features);
    expect(flow.at(134, 90).u).toBeCloseTo(4, 0);
    expect(Math.abs(flow.at(134, 90).v)).toBeLessThan(0.5);
    expect(Math.hypot(flow.at(280, 90).u, flow.at(280, 90).v)).toBeLessThan(0.1);
  });

  it.each([
    ['a textured picture', 1],
    ['an even wall', 0],
  ])('is near zero on %s with the noise of a camera', async (_, contrast) => {
    const grain = noise(3, 0.015);
    restart();
    for (let i = 0; i < 3; i++) show((x, y) => 0.5 + contrast * (texture(x, y) - 0.5) + grain());
    const flow = await readFlow(gpu.context, features);
    expect(flow.mean(0, (u, v) => Math.hypot(u, v))).toBeLessThan(0.05);
  });

  it('does not take a lamp that brightens for movement', async () => {
    restart();
    show((x, y) => 0.9 * texture(x, y));
    show((x, y) => 0.9 * texture(x, y) + 0.06);
    const flow = await readFlow(gpu.context, features);
    expect(flow.mean(10, (u, v) => Math.hypot(u, v))).toBeLessThan(TOLERANCE);
  });

  it('shares the flow between two images out over the frames of a faster display', async () => {
    restart();
    for (let i = 0; i < 5; i++) {
      show(shifted(3 * i, 0), 60);
      if (i < 4) show(null, 60);
    }
    const first = (await readFlow(gpu.context, features)).at(160, 90).u;
    show(null, 60);
    const second = (await readFlow(gpu.context, features)).at(160, 90).u;
    expect(second).toBeCloseTo(first, 2);
    expect(first + second).toBeCloseTo(3, 0);
  });

  it('finds out by itself that an image was repeated, and holds', async () => {
    restart();
    for (let i = 0; i < 4; i++) {
      show(shifted(3 * i, 0), 60);
      show(shifted(3 * i, 0), 60);
    }
    const flow = await readFlow(gpu.context, features);
    expect(flow.at(160, 90).u).toBeCloseTo(1.5, 0);
  });

  it('fades to zero when the video stands still', async () => {
    restart();
    for (let i = 0; i < 3; i++) show(shifted(3 * i, 0));
    for (let i = 0; i < 20; i++) show(null);
    const flow = await readFlow(gpu.context, features);
    expect(flow.mean(0, (u, v) => Math.hypot(u, v))).toBeLessThan(0.01);
  });

  it('starts anew after a pause, without comparing across it', async () => {
    restart();
    show(texture);
    show(shifted(3, 0));
    restart();
    show(shifted(40, 20));
    const flow = await readFlow(gpu.context, features);
    expect(flow.mean(0, (u, v) => Math.hypot(u, v))).toBe(0);
  });
});
