import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  NET_FIELDS,
  type NetShow,
  shownWholly,
} from '../../../../../engine/inference/picture-net.ts';
import { Repaint } from '../../../../../engine/inference/repaint/repaint.ts';
import { type OpenedContext, openGpuContext } from '../../../../support/gpu-context.ts';
import { createPicture, paint, readPicture, runFrame } from '../../../../support/pictures.ts';

const SIZE = { width: 64, height: 32 };
const FPS = 10;
/** A dancer, as a bright block, stands here. */
const BLOCK = { left: 40, right: 56, top: 8, bottom: 24 };
const GROUND = [0.1, 0.12, 0.15] as const;
const DANCER = [0.7, 0.3, 0.2] as const;
const PAINT = [0.05, 0.6, 0.1] as const;

let gpu: OpenedContext;
let stage: Awaited<ReturnType<typeof setUp>>;
beforeAll(async () => {
  gpu = await openGpuContext();
  stage = await setUp();
});
afterAll(() => {
  stage.dispose();
  expect(gpu.errors).toEqual([]);
  gpu.close();
});
beforeEach(() => stage.show({}));

const field = (name: (typeof NET_FIELDS)[number]) => NET_FIELDS.indexOf(name);

/** A repaint whose net paints everything in one colour. */
async function setUp() {
  const { context } = gpu;
  const [picture, luma, motion, small] = ['picture', 'luma', 'motion', 'small'].map((label) =>
    createPicture(context, SIZE, label),
  ) as [GPUTexture, GPUTexture, GPUTexture, GPUTexture];
  paint(context, small, () => PAINT);
  const repaint = new Repaint(context, 'test', { picture, luma, motion });
  await repaint.compile();
  repaint.take(small);
  let how: NetShow = shownWholly();
  let index = 0;
  const isDancer = (x: number, y: number) =>
    x >= BLOCK.left && x < BLOCK.right && y >= BLOCK.top && y < BLOCK.bottom;
  /** Plays seconds with or without the dancer. */
  const play = (seconds: number, withDancer: boolean) => {
    paint(context, picture, (x, y) => (withDancer && isDancer(x, y) ? DANCER : GROUND));
    for (let i = 0; i < seconds * FPS; i++) {
      runFrame(context, { index: index++, fps: FPS }, (frame) => {
        repaint.prepare(frame, { delta: 1 / FPS }, how);
        repaint.encode(frame);
      });
      how = { ...how, learn: false };
    }
  };
  /** Share of the net's colour at a place of the result, by its green. */
  const shareAt = async (x: number, y: number, under: readonly [number, number, number]) => {
    const shown = await readPicture(context, repaint.texture);
    const green = shown[(y * SIZE.width + x) * 4 + 1] ?? Number.NaN;
    return (green - under[1]) / (PAINT[1] - under[1]);
  };
  const regionAt = async (x: number, y: number) => {
    const shares = await readPicture(context, repaint.regions);
    const { width } = repaint.regions;
    return shares[(Math.floor(y / 2) * width + Math.floor(x / 2)) * 4] ?? Number.NaN;
  };
  return {
    play,
    shareAt,
    regionAt,
    show(changes: Partial<NetShow>) {
      how = { ...shownWholly(), fine: 0, ...changes };
    },
    dispose() {
      repaint.dispose();
      for (const texture of [picture, luma, motion, small]) texture.destroy();
    },
  };
}

it('paints figures alone once it has learnt the ground, and the ground alone', async () => {
  stage.show({ learn: true, mask: field('figure'), level: 0.3 });
  stage.play(2.5, false);
  expect(await stage.shareAt(48, 16, GROUND)).toBeLessThan(0.02);
  stage.play(1, true);
  expect(await stage.shareAt(48, 16, DANCER)).toBeGreaterThan(0.98);
  expect(await stage.shareAt(10, 16, GROUND)).toBeLessThan(0.02);
  stage.show({ mask: field('ground'), level: 0.3 });
  stage.play(0.1, true);
  expect(await stage.shareAt(48, 16, DANCER)).toBeLessThan(0.02);
  expect(await stage.shareAt(10, 16, GROUND)).toBeGreaterThan(0.98);
});

it('takes what stands there for ground when it learns anew, and not before', async () => {
  stage.show({ learn: true, mask: field('figure'), level: 0.3 });
  stage.play(2.5, false);
  stage.play(6, true);
  expect(await stage.shareAt(48, 16, DANCER)).toBeGreaterThan(0.9);
  stage.show({ learn: true, mask: field('figure'), level: 0.3 });
  stage.play(2.5, true);
  expect(await stage.shareAt(48, 16, DANCER)).toBeLessThan(0.02);
});

it('says where the second style is: a half, or a figure', async () => {
  stage.show({ regions: field('right'), split: 0.5, soft: 0.05, learn: true });
  stage.play(2.5, false);
  expect(await stage.regionAt(10, 16)).toBeLessThan(0.01);
  expect(await stage.regionAt(54, 16)).toBeGreaterThan(0.99);
  stage.show({ regions: field('below'), split: 0.25, soft: 0.05 });
  stage.play(0.1, false);
  expect(await stage.regionAt(10, 2)).toBeLessThan(0.01);
  expect(await stage.regionAt(10, 20)).toBeGreaterThan(0.99);
  stage.show({ regions: field('figure'), split: 0.3, soft: 0.1 });
  stage.play(1, true);
  expect(await stage.regionAt(48, 16)).toBeGreaterThan(0.98);
  expect(await stage.regionAt(10, 16)).toBeLessThan(0.02);
  stage.show({ regions: field('none') });
  stage.play(0.1, true);
  expect(await stage.regionAt(48, 16)).toBe(0);
});
