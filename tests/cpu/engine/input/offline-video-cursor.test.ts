import { beforeEach, expect, it } from 'vitest';
import { createFrameCursor } from '../../../../engine/input/offline-video-cursor.ts';

/** Images that are decoded and not closed. */
let open = 0;
let decoded = 0;

beforeEach(() => {
  open = 0;
  decoded = 0;
});

/** A video of `count` images at a rate, with times that are rounded to milliseconds. */
function video(count: number, fps: number, start = 0) {
  return {
    start,
    duration: count / fps,
    async *samples() {
      for (let i = 0; i < count; i++) {
        open += 1;
        decoded += 1;
        const timestamp = Math.round((start + i / fps) * 1000) / 1000;
        yield { index: i, timestamp, close: () => (open -= 1) };
      }
    },
  };
}

/** Numbers of the images that are shown at some times; -1 where the one before stays. */
async function shown(source: ReturnType<typeof video>, times: readonly number[]) {
  const cursor = createFrameCursor(source);
  const seen: number[] = [];
  for (const time of times) {
    let index = -1;
    await cursor.seek(time, (sample) => {
      index = sample.index;
    });
    seen.push(index);
  }
  cursor.close();
  return seen;
}

const frames = (count: number, fps: number) => Array.from({ length: count }, (_, i) => i / fps);

it('shows every image once at its own rate, in spite of rounded times', async () => {
  expect(await shown(video(30, 30), frames(30, 30))).toEqual(frames(30, 1));
  expect(open).toBe(0);
  expect(decoded).toBe(30);
});

it('keeps an image while no other is due', async () => {
  expect(await shown(video(3, 30), frames(6, 60))).toEqual([0, -1, 1, -1, 2, -1]);
});

it('passes over images that nobody sees', async () => {
  expect(await shown(video(60, 60), [0, 0.5, 0.75])).toEqual([0, 30, 45]);
  expect(open).toBe(0);
});

it('begins again past its end', async () => {
  expect(await shown(video(4, 4), [0.5, 0.99, 1, 1.25, 7.75])).toEqual([2, 3, 0, 1, 3]);
});

it('goes back when it is asked to', async () => {
  expect(await shown(video(10, 10), [0.5, 0.2])).toEqual([5, 2]);
});

it('counts from the first image, wherever its clock starts', async () => {
  expect(await shown(video(4, 4, 12.34), [0, 0.25])).toEqual([0, 1]);
});

it('shows the one image of a video that has no more', async () => {
  expect(await shown(video(1, 25), [0, 1, 2.01])).toEqual([0, -1, 0]);
});
