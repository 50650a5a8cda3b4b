import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { difference, playCarried } from '../../../../support/carried-pictures.ts';
import { ffmpeg, needsFfmpeg } from '../../../../support/ffmpeg.ts';
import { openGpuContext } from '../../../../support/gpu-context.ts';
import { paintGrey } from '../../../../support/moving-texture.ts';

const CLIP = 'one-by-one-person-detection.mp4';
const path = fileURLToPath(new URL(`../../../../../../shared/media/${CLIP}`, import.meta.url));
const SIZE = { width: 320, height: 180 };
/** Seconds at which a man in black walks through the picture, at 10 images a second. */
const WALK = 84.4;
const LATE = 2;
/** Two results have come, and each is carried until the next. */
const IMAGES = 3 * LATE + 3;

it(`carries a net's pictures along with the man who walks through ${CLIP}`, {
  timeout: 60_000,
}, async (test) => {
  needsFfmpeg(test);
  test.skip(!existsSync(path), `the clip ${CLIP} is not here`);
  const cut = ['-ss', String(WALK), '-i', path, '-frames:v', String(IMAGES)];
  const raw = ['-vf', 'scale=320:180', '-f', 'rawvideo', '-pix_fmt', 'gray', '-'];
  const images = await ffmpeg([...cut, ...raw]);
  const pixel = (i: number, x: number, y: number) =>
    (images[(i * SIZE.height + y) * SIZE.width + x] ?? 0) / 255;
  const gpu = await openGpuContext();
  const frames = await playCarried(gpu.context, {
    size: SIZE,
    frames: IMAGES,
    late: LATE,
    fps: 10,
    read: LATE + 1,
    show: (picture, i) => paintGrey(gpu.context, picture, (x, y) => pixel(i, x, y)),
  });
  const error = (of: 'carried' | 'uncarried') =>
    frames.reduce((sum, frame) => sum + difference(frame[of], frame.present, SIZE, 8), 0);
  expect(error('carried')).toBeLessThan(0.6 * error('uncarried'));
  expect(gpu.errors).toEqual([]);
  gpu.close();
});
