import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseSafetensors } from '../../../../engine/inference/weights/safetensors.ts';
import { leavesPicture } from '../../../../models/style/fit/leaves.ts';
import { type Planes, planesOf } from '../../../../models/style/fit/planes.ts';
import { fitStyle, StyleLosses } from '../../../../models/style/fit/style-fit.ts';
import { CODE_SIZE } from '../../../../models/style/net-shape.ts';

const folder = new URL('../../../../models/style/', import.meta.url);
const files = ['weights.s.safetensors', 'encoder.s.safetensors', 'golden.json'];
const missing = files.find((name) => !existsSync(new URL(name, folder)));
if (missing)
  console.warn(`SKIPPED: fits against PyTorch, since models/style/${missing} is missing.`);

/** What PyTorch found with the shipped weights; written by `golden_fit` of export.py. */
interface Golden {
  readonly height: number;
  readonly width: number;
  readonly fit: {
    readonly loss: number;
    readonly offset: number;
    readonly turn: number;
    /** Of every eleventh number. */
    readonly slopes: readonly number[];
  };
}
const STEP = 11;
/** Side of the pictures that a fit paints here; it is 96 in a show. */
const SIDE = 48;

const open = async (name: string) =>
  parseSafetensors(new Uint8Array(readFileSync(new URL(name, folder))).buffer);
const golden: Golden = missing
  ? null
  : JSON.parse(readFileSync(new URL('golden.json', folder), 'utf8')).s;

/** The picture of `golden_picture` in export.py. */
function goldenPicture({ height, width }: Golden): Planes {
  const picture = planesOf(3, height, width);
  for (let i = 0; i < picture.data.length; i++) {
    const [x, y, c] = [i % width, Math.floor(i / width) % height, Math.floor(i / width / height)];
    const phase = 0.37 * (c + 1) * x + 0.23 * (3 - c) * y + 0.011 * x * y + c;
    picture.data[i] = Math.fround(0.5 + 0.5 * Math.sin(phase));
  }
  return picture;
}

/** It mirrored, each number squared. */
function goldenStyle(picture: Planes): Planes {
  const { channels, height, width, data } = picture;
  const style = planesOf(channels, height, width);
  for (let i = 0; i < data.length; i++) {
    const x = i % width;
    style.data[i] = (data[i - x + width - 1 - x] ?? 0) ** 2;
  }
  return style;
}

const firstCode = (weights: Awaited<ReturnType<typeof open>>) =>
  Float64Array.from(weights.tensors.get('codes')?.data.slice(0, CODE_SIZE) ?? []);

it.skipIf(missing)('has the loss and the gradient that PyTorch has', async () => {
  const [weights, encoder] = await Promise.all([open(files[0] ?? ''), open(files[1] ?? '')]);
  const picture = goldenPicture(golden);
  const losses = new StyleLosses(weights, encoder, goldenStyle(picture));
  const { offset, turn, loss: wantedLoss, slopes: wanted } = golden.fit;
  const numbers = losses.painter
    .numbersOf(firstCode(weights))
    .map((value, i) => value + offset * Math.sin(turn * i));
  const { loss, slopes } = losses.measure(losses.contentOf(picture), numbers);
  expect(loss).toBeCloseTo(wantedLoss, 4);
  const scale = Math.max(...wanted.map(Math.abs));
  expect(scale).toBeGreaterThan(0);
  const errors = wanted.map((slope, i) => Math.abs(slope - (slopes[i * STEP] ?? Number.NaN)));
  expect(Math.max(...errors)).toBeLessThan(1e-3 * scale);
});

it.skipIf(missing)('fits a style to another picture, step by step', async () => {
  const [weights, encoder] = await Promise.all([open(files[0] ?? ''), open(files[1] ?? '')]);
  const style = goldenStyle(goldenPicture(golden));
  const losses = new StyleLosses(weights, encoder, style);
  const unseen = losses.contentOf(leavesPicture(SIDE, 77));
  const named = losses.painter.numbersOf(firstCode(weights));
  const lossWith = (offset: ArrayLike<number>) =>
    losses.measure(
      unseen,
      named.map((value, i) => value + (offset[i] ?? 0)),
    ).loss;
  const request = { weights, encoder, style, code: firstCode(weights) };
  let last: ArrayLike<number> = [];
  for (const { offset } of fitStyle(request, { steps: 6, size: SIDE })) last = offset;
  expect(lossWith(last)).toBeLessThan(0.99 * lossWith([]));
});

it('draws covered pictures of a seed', () => {
  const picture = leavesPicture(32, 5);
  expect(picture.data.every((value) => value >= 0 && value <= 1)).toBe(true);
  expect(new Set(picture.data).size).toBeGreaterThan(500);
  expect(leavesPicture(32, 5)).toEqual(picture);
  expect(leavesPicture(32, 6)).not.toEqual(picture);
});
