import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCpuDecoder } from '../../../../engine/inference/transformer/cpu-decoder.ts';
import type { BarWish } from '../../../../models/music/bar-wish.ts';
import { createBarWriter } from '../../../../models/music/bar-writer.ts';
import { createGpuBarWriter } from '../../../../models/music/gpu-bar-writer.ts';
import { madeUpNet, smallExtents } from '../../../cpu/models/music/made-up-net.ts';
import { type OpenedContext, openGpuContext } from '../../../support/gpu-context.ts';

let gpu: OpenedContext;
beforeAll(async () => {
  gpu = await openGpuContext();
});
afterAll(() => {
  expect(gpu.errors).toEqual([]);
  gpu.close();
});

it('writes on the GPU what it writes on the processor, past the end of its caches and afresh', async () => {
  const { config, weights } = madeUpNet(smallExtents);
  const wishes = Array.from(
    { length: 5 },
    (_, i): BarWish => ({
      fresh: i === 0 || i === 4,
      tonic: 0,
      minor: false,
      root: i % 2 ? 7 : 0,
      triad: 'major',
      density: 1,
      height: 2,
      barInPhrase: i,
      scale: [0, 2, 4, 5, 7, 9, 11],
      chord: i % 2 ? [7, 11, 2] : [0, 4, 7],
      temperature: 0.9,
      seed: 40 + i,
    }),
  );
  const here = createBarWriter(createCpuDecoder(config, weights));
  const there = await createGpuBarWriter(gpu.context, config, weights);
  for (const wish of wishes) expect(await there.write(wish)).toEqual(await here.write(wish));
  there.dispose();
});
