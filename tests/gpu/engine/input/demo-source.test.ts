import { afterAll, beforeAll, expect, it } from 'vitest';
import type { GpuContext } from '../../../../engine/gpu/gpu-context.ts';
import { DancerSketch } from '../../../../engine/input/dancer-sketch.ts';
import { buildDemoSource, type DemoSource } from '../../../../engine/input/demo-source.ts';
import { type OpenedContext, openGpuContext } from '../../../support/gpu-context.ts';
import { createPicture, readPicture, runFrame } from '../../../support/pictures.ts';

const SIZE = { width: 160, height: 90 };
const SMALL = { width: 32, height: 18 };

let gpu: OpenedContext;
let demo: DemoSource;
let picture: GPUTexture;

beforeAll(async () => {
  gpu = await openGpuContext();
  demo = await buildDemoSource(gpu.context, { size: SIZE });
  picture = createPicture(gpu.context, SIZE);
});

afterAll(() => {
  demo.dispose();
  picture.destroy();
  expect(gpu.context.live).toEqual({ textures: 0, buffers: 0, scopes: 0 });
  expect(gpu.errors).toEqual([]);
  gpu.close();
});

/** The picture at a beat of a silent session, at 120 beats a minute. */
async function at(beat: number, context: GpuContext = gpu.context): Promise<Float32Array> {
  runFrame(context, { index: Math.round(beat * 15) + 1 }, (frame) =>
    demo.encode(frame, picture.createView(), 1),
  );
  return readPicture(context, picture);
}

/** Light of a pixel. */
const light = (values: Float32Array, pixel: number) => {
  const [r = 0, g = 0, b = 0] = values.subarray(pixel * 4, pixel * 4 + 3);
  return { r, g, b };
};

/** Shares of the picture's pixels for which something holds, by thirds from left to right. */
function shares(values: Float32Array, holds: (pixel: ReturnType<typeof light>) => boolean) {
  const counts = [0, 0, 0];
  for (let i = 0; i < SIZE.width * SIZE.height; i++) {
    const third = Math.floor(((i % SIZE.width) * 3) / SIZE.width);
    if (holds(light(values, i))) counts[third] = (counts[third] ?? 0) + 1;
  }
  return counts.map((count) => (count * 3) / (SIZE.width * SIZE.height));
}

/** Mean difference of two pictures. */
const difference = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;

it('shows a lit figure in the middle of a dark stage', async () => {
  const values = await at(1);
  expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
  const [left = 0, middle = 0, right = 0] = shares(values, ({ r }) => r > 0.12);
  expect(middle).toBeGreaterThan(0.08);
  expect(left).toBeLessThan(0.25 * middle);
  expect(right).toBeLessThan(0.25 * middle);
  const dark = shares(values, ({ r, g, b }) => Math.max(r, g, b) < 0.03);
  expect(dark[0]).toBeGreaterThan(0.4);
});

it('has skin and cloth', async () => {
  const values = await at(1);
  const cloth = shares(values, ({ r, g }) => r > 0.15 && g < 0.25 * r);
  const skin = shares(values, ({ r, g, b }) => r > 0.15 && g > 0.35 * r && g < 0.75 * r && b < g);
  expect(cloth[1]).toBeGreaterThan(0.02);
  expect(skin[1]).toBeGreaterThan(0.02);
});

it('moves in silence, from image to image and from bar to bar', async () => {
  const pictures = [await at(2), await at(2 + 1 / 15), await at(6), await at(13)];
  const [first, next] = pictures as [Float32Array, Float32Array];
  expect(difference(first, next)).toBeGreaterThan(0.0005);
  for (let i = 1; i < pictures.length - 1; i++) {
    const [a, b] = pictures.slice(i, i + 2) as [Float32Array, Float32Array];
    expect(difference(a, b)).toBeGreaterThan(0.01);
  }
});

it('is the same for the same time', async () => {
  expect(await at(5)).toEqual(await at(5));
});

it('is drawn small and enlarged on a software adapter, whole on others', async () => {
  const size = { width: 640, height: 360 };
  const { context } = gpu;
  const wide = createPicture(context, size);
  const sums: number[] = [];
  for (const software of [true, false]) {
    const adapter = { ...context.adapter, software };
    const own = await buildDemoSource({ ...context, adapter }, { size });
    runFrame(context, { index: 30 }, (frame) => own.encode(frame, wide.createView(), 1));
    const values = await readPicture(context, wide);
    sums.push(values.reduce((sum, value) => sum + value, 0) / values.length);
    own.dispose();
  }
  wide.destroy();
  const [small = 0, whole = 0] = sums;
  expect(small / whole).toBeCloseTo(1, 1);
});

/** A picture's tiny copy, as the eyes would get it: sRGB bytes of the means of its cells. */
function tiny(values: Float32Array): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(SMALL.width * SMALL.height * 4);
  const cell = SIZE.width / SMALL.width;
  for (let i = 0; i < pixels.length; i++) {
    const [part, column] = [i % 4, (i >> 2) % SMALL.width];
    const row = Math.floor(i / 4 / SMALL.width);
    let sum = 0;
    for (let y = 0; y < cell; y++) {
      for (let x = 0; x < cell; x++) {
        const at = (row * cell + y) * SIZE.width + column * cell + x;
        const light = values[at * 4 + part] ?? 0;
        sum += light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
      }
    }
    pixels[i] = (255 * sum) / cell ** 2;
  }
  return pixels;
}

/** Mean of one channel, and how alike two of them are from place to place. */
function alike(a: Uint8ClampedArray, b: Uint8ClampedArray, part: number) {
  const [x, y] = [a, b].map((pixels) => pixels.filter((_, i) => i % 4 === part)) as [
    Uint8ClampedArray,
    Uint8ClampedArray,
  ];
  const mean = (all: Uint8ClampedArray) => all.reduce((sum, value) => sum + value, 0) / all.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  const sum = (f: (i: number) => number) => x.reduce((all, _, i) => all + f(i), 0);
  const [offX, offY] = [(i: number) => (x[i] ?? 0) - meanX, (i: number) => (y[i] ?? 0) - meanY];
  const spread = Math.sqrt(sum((i) => offX(i) ** 2) * sum((i) => offY(i) ** 2));
  return { gap: Math.abs(meanX - meanY), correlation: sum((i) => offX(i) * offY(i)) / spread };
}

it('looks the same in the sketch that the processor draws for the eyes', async () => {
  const sketch = new DancerSketch(SMALL);
  const drawn = new Uint8ClampedArray(SMALL.width * SMALL.height * 4);
  for (const beat of [6, 13.5]) {
    const seen = tiny(await at(beat));
    const seconds = (Math.round(beat * 15) + 1) / 30;
    sketch.draw(seconds, seconds * 2, drawn);
    for (const part of [0, 1, 2]) {
      const { gap, correlation } = alike(drawn, seen, part);
      expect(gap).toBeLessThan(8);
      expect(correlation).toBeGreaterThan(0.85);
    }
  }
});
