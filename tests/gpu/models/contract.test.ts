import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelLibrary } from '../../../app/model-library.ts';
import { FrameEncoder } from '../../../engine/gpu/frame-encoder.ts';
import { buildNet, netSize } from '../../../engine/inference/built-net.ts';
import { createNetShelf } from '../../../engine/inference/net-shelf.ts';
import type { PictureNet } from '../../../engine/inference/picture-net.ts';
import { parseSafetensors } from '../../../engine/inference/weights/safetensors.ts';
import { type OpenedContext, openGpuContext } from '../../support/gpu-context.ts';
import { waveTexture } from '../../support/moving-texture.ts';
import { createPicture, paint, readPicture } from '../../support/pictures.ts';
import { testNet } from '../../support/test-nets.ts';

/** The models, and a net of the tests that is one in all but its folder. */
const nets = [...modelLibrary, testNet('edges')];
const SIZES = [
  { width: 128, height: 72 },
  { width: 90, height: 120 },
];

let gpu: OpenedContext;
beforeAll(async () => {
  gpu = await openGpuContext();
});
afterAll(() => {
  expect(gpu.errors).toEqual([]);
  gpu.close();
});

const shelf = createNetShelf(nets, async (url) => {
  const bytes = await readFile(fileURLToPath(url));
  return parseSafetensors(new Uint8Array(bytes).buffer, { file: url });
});

/** A net of many layers takes long to compile in software; what it computes its own tests prove. */
const isSlow = (net: PictureNet) => modelLibrary.includes(net) && !process.env.PHOSPHENE_FULL;
if (nets.some(isSlow)) {
  console.warn('SKIPPED: pictures of the models themselves; PHOSPHENE_FULL=1 makes them too.');
}

describe.each(nets)('the model $name', (net) => {
  it('says what it is', () => {
    expect(net.name).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(net.label.length).toBeGreaterThan(0);
    expect(net.about.length).toBeGreaterThan(10);
    expect(net.priority).toBeGreaterThan(0);
    expect(net.rate).toBeGreaterThan(0);
  });

  it.skipIf(isSlow(net)).each(SIZES)(
    'makes a picture of one of $width × $height',
    { timeout: 120_000 },
    async (size) => {
      const { context } = gpu;
      const live = { ...context.live };
      const picture = createPicture(context, size);
      const wave = waveTexture(1);
      paint(context, picture, (x, y) => [wave(x, y), wave(x + 40, y), wave(x, y + 40)]);
      const built = await buildNet(context, net, {
        shelf,
        picture,
        regions: picture,
        size: netSize(net, size, 0.1),
        measure: false,
        tuning: null,
      });
      expect(built.scheduled.units.at(-1)?.to).toBe(built.program.length);
      const frame = new FrameEncoder(context.device);
      frame.begin();
      built.program.encode(frame);
      frame.finish();
      const result = await readPicture(context, built.result);
      expect(result.every(Number.isFinite)).toBe(true);
      expect(new Set(result).size).toBeGreaterThan(10);
      built.dispose();
      picture.destroy();
      expect(context.live).toEqual(live);
    },
  );
});
