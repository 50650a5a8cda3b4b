import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FlowCarry } from '../../../../../engine/inference/carry/flow-carry.ts';
import {
  type CarriedFrame,
  difference,
  playCarried,
} from '../../../../support/carried-pictures.ts';
import { type OpenedContext, openGpuContext } from '../../../../support/gpu-context.ts';
import { type Placement, paintGrey, waveTexture } from '../../../../support/moving-texture.ts';
import { createPicture, paint, readPicture, runFrame } from '../../../../support/pictures.ts';

const size = { width: 320, height: 180 };
const LATE = 5;
/** Pixels at the edge into which the picture moves from outside. */
const BORDER = 36;
const texture = waveTexture(5);

let gpu: OpenedContext;
beforeAll(async () => {
  gpu = await openGpuContext();
});
afterAll(() => {
  expect(gpu.context.live).toEqual({ textures: 0, buffers: 0, scopes: 0 });
  expect(gpu.errors).toEqual([]);
  gpu.close();
});

/** Plays the texture as a camera sees it whose placement changes from frame to frame. */
const play = (placement: (index: number) => Placement, frames: number, read = 1) =>
  playCarried(gpu.context, {
    size,
    frames,
    read,
    late: LATE,
    show: (picture, index) => {
      const place = placement(index);
      paintGrey(gpu.context, picture, (x, y) => texture(...place(x, y)));
    },
  });

const error = (frame: CarriedFrame, of: 'carried' | 'uncarried') =>
  difference(frame[of], frame.present, size, BORDER);
const last = (frames: readonly CarriedFrame[]) => frames.at(-1) as CarriedFrame;

const moves: [string, (index: number) => Placement][] = [
  ['a shift', (i) => (x, y) => [x - 1.7 * i, y - 0.6 * i]],
  [
    'a turn',
    (i) => (x, y) => {
      const [cos, sin] = [Math.cos(0.012 * i), Math.sin(0.012 * i)];
      return [160 + cos * (x - 160) - sin * (y - 90), 90 + sin * (x - 160) + cos * (y - 90)];
    },
  ],
  ['a zoom', (i) => (x, y) => [160 + (x - 160) * 0.985 ** i, 90 + (y - 90) * 0.985 ** i]],
];

describe('a result that is carried by flow', () => {
  it.each(moves)('matches the present through %s', { timeout: 60_000 }, async (_, placement) => {
    // A result has come, and been carried for as long as it is until the next.
    const frames = await play(placement, 2 * LATE + 1);
    const { index } = last(frames);
    expect(index).toBe(2 * LATE);
    expect(error(last(frames), 'carried')).toBeLessThan(error(last(frames), 'uncarried') / 3);
  });

  it('blends a new result in instead of jumping to it', { timeout: 60_000 }, async () => {
    const frames = await play((i) => (x, y) => [x - 3 * i, y], 2 * LATE + 5, LATE + 2);
    const steps = frames.slice(1).map((frame, i) => {
      const before = frames[i] as CarriedFrame;
      return (
        difference(frame.carried, before.carried, size, BORDER) /
        difference(frame.present, before.present, size, BORDER)
      );
    });
    for (const step of steps) expect(step).toBeLessThan(1.25);
  });

  it('stays sharp however long it is carried', { timeout: 60_000 }, async () => {
    const [frame] = await play((i) => (x, y) => [x - 1.7 * i, y - 0.6 * i], 2 * LATE + 1);
    if (!frame) throw new Error('Nothing was played.');
    const sharpness = (picture: Float32Array) =>
      difference(picture, picture.subarray(4), size, BORDER);
    expect(sharpness(frame.carried)).toBeGreaterThan(0.9 * sharpness(frame.present));
  });

  it('carries a body over a ground that stands', { timeout: 60_000 }, async () => {
    const body = waveTexture(9);
    const show = (picture: GPUTexture, index: number) => {
      const left = 60 + 4 * index;
      paintGrey(gpu.context, picture, (x, y) =>
        x >= left && x < left + 70 && y >= 50 && y < 130
          ? body(x - left, y)
          : 0.3 + 0.4 * texture(x, y),
      );
    };
    const play = { size, frames: 2 * LATE + 1, late: LATE, read: 1, show };
    const [frame] = await playCarried(gpu.context, play);
    if (!frame) throw new Error('Nothing was played.');
    expect(error(frame, 'carried')).toBeLessThan(error(frame, 'uncarried') / 2);
  });

  it('stands still where the flow explains the picture worse than that', async () => {
    const small = { width: 96, height: 64 };
    const make = () => createPicture(gpu.context, small);
    const [picture, step, result] = [make(), make(), make()];
    paintGrey(gpu.context, picture, texture);
    paintGrey(gpu.context, result, (x, y) => texture(x + 40, y + 20));
    // A picture that stands, and a flow that says that it moves by two pixels a frame on the right.
    paint(gpu.context, step, (x) => [x < 48 ? 0 : 2 / small.width, 0, 0]);
    const options = { label: 'still', size: small, standIn: 'black' } as const;
    const carry = new FlowCarry(gpu.context, { ...options, picture, luma: picture, step });
    await carry.compile();
    for (let index = 0; index < 12; index++) {
      runFrame(gpu.context, { index }, (frame) => {
        if (index === 0) carry.begin(frame);
        if (index === 3) carry.arrive(frame, result, 3);
        carry.encode(frame);
      });
    }
    const [shown, still] = await Promise.all(
      [carry.texture, result].map((each) => readPicture(gpu.context, each)),
    );
    if (!shown || !still) throw new Error('Nothing was read.');
    const moved = new Float32Array(still.length);
    for (let i = 0; i < still.length; i++) moved[i] = still[i - 11 * 2 * 4] ?? 0;
    expect(difference(shown, still, small, 8)).toBeLessThan(
      0.05 * difference(moved, still, small, 8),
    );
    carry.dispose();
    for (const each of [picture, step, result]) each.destroy();
  });
});
