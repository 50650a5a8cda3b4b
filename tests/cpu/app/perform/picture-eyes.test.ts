import { afterAll, beforeAll, expect, it } from 'vitest';
import { lookThrough } from '../../../../app/perform/picture-eyes.ts';
import { planeBytes, toPlanes } from '../../../../app/perform/picture-planes.ts';
import type { FrameTime } from '../../../../engine/core/frame-time.ts';
import {
  LOOK_INTERVAL,
  PICTURE_FEATURES,
  SEEN,
} from '../../../../engine/features/eyes/picture-features.ts';
import type { OfflineVideo } from '../../../../engine/input/offline-video.ts';
import type { PulledImage } from '../../../../engine/input/picture.ts';

const SIZE = { width: 64, height: 36 };
const FPS = 30;
const START = 1;
const DURATION = 2;

/** A decoded image as WebCodecs has them, which Node has not: plain grey. */
class DecodedFrame {
  readonly format = 'I420';
  readonly visibleRect = { x: 0, y: 0, ...SIZE };
  readonly codedWidth = SIZE.width;
  readonly codedHeight = SIZE.height;
  readonly colorSpace = { matrix: 'bt709', fullRange: false };
  readonly light: number;

  constructor(light: number) {
    this.light = light;
  }

  allocationSize() {
    return planeBytes(SIZE);
  }

  async copyTo(into: Uint8Array) {
    const { width, height } = SIZE;
    toPlanes(new Uint8Array(width * height * 4).fill(this.light), SIZE, into);
    return [
      { offset: 0, stride: width },
      { offset: width * height, stride: width / 2 },
      { offset: width * height * 1.25, stride: width / 2 },
    ];
  }
}

beforeAll(() => {
  Object.assign(globalThis, { VideoFrame: DecodedFrame });
});
afterAll(() => {
  Reflect.deleteProperty(globalThis, 'VideoFrame');
});

/** A video that grows lighter by 100 a second, and what was asked of it. */
function brightening() {
  const asked: number[] = [];
  const video: OfflineVideo = {
    duration: DURATION,
    size: SIZE,
    async prepare(seconds) {
      asked.push(seconds);
    },
    pull: () => {
      const source = new DecodedFrame(20 + 100 * (asked.at(-1) ?? 0)) as unknown as VideoFrame;
      return {
        ...SIZE,
        kind: 'external',
        source,
        mirror: false,
        version: asked.length,
      } as PulledImage;
    },
    dispose() {},
  };
  return { video, asked };
}

const timeOf = (seconds: number) => ({ seconds, delta: 1 / FPS }) as FrameTime;

it('looks at times of the film alone, once, and gives the same numbers to all who ask', async () => {
  const { video, asked } = brightening();
  const open = await lookThrough(video, 1, START);
  expect(asked).toHaveLength(13);
  asked.forEach((seconds, i) => {
    expect(seconds).toBeCloseTo(i * LOOK_INTERVAL, 9);
  });
  const watch = () => {
    const see = open();
    const into = new Float32Array(PICTURE_FEATURES.length);
    return Array.from({ length: FPS * 2 }, (_, i) => {
      expect(see(timeOf(i / FPS), into)).toBe(true);
      return [...into];
    });
  };
  const seen = watch();
  expect(watch()).toEqual(seen);
  // Until the film begins, its first image; then it grows lighter by what it is smoothed behind.
  const light = (frame: number) => 255 * (seen[frame]?.[SEEN.brightness] ?? 0);
  expect(Math.abs(light(0) - 20)).toBeLessThan(2);
  expect(Math.abs(light(FPS - 1) - 20)).toBeLessThan(2);
  const { smoothing } = PICTURE_FEATURES[SEEN.brightness];
  expect(Math.abs(light(2 * FPS - 1) - (20 + 100 * (1 - smoothing)))).toBeLessThan(10);
  expect(seen[FPS]?.[SEEN.motion]).toBe(0);
  // A change of 100 of 255 a second, but for the noise that is taken off each look.
  const rate = (100 - 2 / LOOK_INTERVAL) / 255;
  expect(seen.at(-1)?.[SEEN.motion]).toBeCloseTo(Math.min(1, rate / 0.25), 1);
});

it('begins again where the video does', async () => {
  const { video, asked } = brightening();
  const see = (await lookThrough(video, 60, START))();
  expect(asked).toHaveLength(DURATION / LOOK_INTERVAL);
  const into = new Float32Array(PICTURE_FEATURES.length);
  const lights = [1.9, 2.05, 2.5].map((at) => {
    for (let i = 0; i < 90; i++) see(timeOf(START + at), into);
    return 255 * (into[SEEN.brightness] ?? 0);
  });
  expect(lights[0]).toBeGreaterThan(190);
  expect(lights[1]).toBeLessThan(40);
  expect(lights[2]).toBeGreaterThan(60);
  expect(lights[2]).toBeLessThan(90);
});
