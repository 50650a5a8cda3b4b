import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { buildVideoFeatures } from '../../../../../engine/features/video/registry.ts';
import { ffmpeg, needsFfmpeg } from '../../../../support/ffmpeg.ts';
import { openGpuContext } from '../../../../support/gpu-context.ts';
import { paintGrey, readFlow, runFeatures } from '../../../../support/moving-texture.ts';
import { createPicture } from '../../../../support/pictures.ts';

const CLIP = 'one-by-one-person-detection.mp4';
const path = fileURLToPath(new URL(`../../../../../../shared/media/${CLIP}`, import.meta.url));
const SIZE = { width: 320, height: 180 };
/** Seconds at which a man in black walks out of the picture, to the right, at 10 images a second. */
const WALK = 86.2;
const IMAGES = 4;

it(`follows the man who walks through ${CLIP}`, async (test) => {
  needsFfmpeg(test);
  test.skip(!existsSync(path), `the clip ${CLIP} is not here`);
  const cut = ['-ss', String(WALK), '-i', path, '-frames:v', String(IMAGES)];
  const raw = ['-vf', 'scale=320:180', '-f', 'rawvideo', '-pix_fmt', 'gray', '-'];
  const images = await ffmpeg([...cut, ...raw]);
  const pixel = (i: number, x: number, y: number) =>
    (images[(i * SIZE.height + y) * SIZE.width + x] ?? 0) / 255;

  const gpu = await openGpuContext();
  const picture = createPicture(gpu.context, SIZE);
  const options = { picture, size: SIZE, detail: 1 };
  const features = await buildVideoFeatures(gpu.context, options);
  for (let i = 0; i < IMAGES; i++) {
    paintGrey(gpu.context, picture, (x, y) => pixel(i, x, y));
    runFeatures(gpu.context, features, { index: i + 1, fps: 10 }, 'flow');
  }
  const flow = await readFlow(gpu.context, features);
  // The man is what is darkest; the wall and the window on the left stand still.
  let man = { u: 0, pixels: 0 };
  flow.mean(4, (u, _, x, y) => {
    const dark = x > 180 && pixel(IMAGES - 1, x, y) < 0.12;
    if (dark) man = { u: man.u + u, pixels: man.pixels + 1 };
    return 0;
  });
  const wall = flow.mean(4, (u, v, x) => (x < 120 ? Math.hypot(u, v) : 0)) * (312 / 116);
  expect(man.pixels).toBeGreaterThan(400);
  expect(man.u / man.pixels).toBeGreaterThan(1.5);
  expect(wall).toBeLessThan(0.3);

  features.dispose();
  picture.destroy();
  expect(gpu.errors).toEqual([]);
  gpu.close();
});
