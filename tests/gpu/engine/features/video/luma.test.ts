import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  buildVideoFeatures,
  type VideoFeaturesGpu,
} from '../../../../../engine/features/video/registry.ts';
import { type OpenedContext, openGpuContext } from '../../../../support/gpu-context.ts';
import { paintGrey, runFeatures } from '../../../../support/moving-texture.ts';
import { createPicture, paint, readPicture } from '../../../../support/pictures.ts';

let gpu: OpenedContext;
let picture: GPUTexture;
let features: VideoFeaturesGpu;
let fresh: boolean;

const open = async (width: number, height: number) => {
  picture = createPicture(gpu.context, { width, height });
  const size = { width, height };
  features = await buildVideoFeatures(gpu.context, { picture, size, fresh: () => fresh });
};

beforeEach(async () => {
  gpu = await openGpuContext();
  fresh = true;
});

afterEach(() => {
  features.dispose();
  picture.destroy();
  expect(gpu.errors).toEqual([]);
  gpu.close();
});

/** Four channels of a feature at a pixel. */
async function pixel(name: string, x: number, y: number): Promise<number[]> {
  const texture = features.texture(name);
  const values = await readPicture(gpu.context, texture);
  const place = (y * texture.width + x) * 4;
  return [...values.subarray(place, place + 4)];
}

const frame = (index: number) => runFeatures(gpu.context, features, { index }, 'luma');

it('is about half the picture, and between 320 and 640 wide', async () => {
  const sizes = [
    [160, 90, 160, 90],
    [640, 360, 320, 180],
    [1280, 720, 640, 360],
    [1920, 1080, 640, 360],
    [720, 1280, 360, 640],
  ] as const;
  for (const [width, height, lumaWidth, lumaHeight] of sizes) {
    await open(width, height);
    const { width: w, height: h } = features.texture('luma');
    expect([w, h]).toEqual([lumaWidth, lumaHeight]);
    features.dispose();
    picture.destroy();
  }
  await open(16, 9);
});

it('holds gamma-encoded luma with its past and its gradient', async () => {
  await open(64, 36);
  paintGrey(gpu.context, picture, (x, y) => 0.2 + 0.005 * x + 0.01 * y);
  frame(0);
  const first = await pixel('luma', 20, 10);
  expect(first[0]).toBeCloseTo(0.2 + 0.1 + 0.1, 2);
  expect(first[1]).toBe(first[0]);
  expect(first[2]).toBeCloseTo(0.005, 3);
  expect(first[3]).toBeCloseTo(0.01, 3);
  paintGrey(gpu.context, picture, () => 0.8);
  frame(1);
  const second = await pixel('luma', 20, 10);
  expect(second[0]).toBeCloseTo(0.8, 2);
  expect(second[1]).toBe(first[0]);
  expect(second[2]).toBe(0);
});

it('weighs colours as Rec. 709 does', async () => {
  await open(16, 9);
  paint(gpu.context, picture, () => [0, 1, 0]);
  frame(0);
  const [luma = 0] = await pixel('luma', 8, 4);
  const encoded = 1.055 * 0.7152 ** (1 / 2.4) - 0.055;
  expect(luma).toBeCloseTo(encoded, 2);
});

it('stands still while the picture does', async () => {
  await open(16, 9);
  paintGrey(gpu.context, picture, () => 0.2);
  frame(0);
  paintGrey(gpu.context, picture, () => 0.6);
  frame(1);
  const moved = await pixel('luma', 8, 4);
  fresh = false;
  frame(2);
  expect(await pixel('luma', 8, 4)).toEqual(moved);
});
