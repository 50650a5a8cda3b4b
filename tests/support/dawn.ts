/**
 * Real WebGPU in Node for the tests of the `gpu` project: Dawn, by the `webgpu` package. Vitest
 * loads this file before every test file of that project. It puts WebGPU's classes and constants
 * (`GPUBufferUsage`, `GPUTextureUsage`, …) where a browser has them and makes sure that there is
 * an adapter, so that a machine without one fails the run and says what to do.
 *
 * Tests hand the result of {@link openGpu} to `GpuHost`, which takes the `GPU` object as an
 * argument. `npm test` names the driver in `VK_DRIVER_FILES` (see `app/cli/setup/vulkan.mjs`);
 * `PHOSPHENE_GPU=hardware npm test -- --project gpu` runs on the machine's own GPU.
 */

import { afterAll, beforeAll } from 'vitest';
import { create, globals } from 'webgpu';
import { InstrumentError } from '../../engine/core/errors.ts';

Object.assign(globalThis, globals);

// Dawn lives as long as this reference, and keeps the process from ending for as long.
let gpu: GPU | undefined;

/**
 * The one `GPU` object of this test file, as `navigator.gpu` is in a browser. Devices of it are
 * the test's own to destroy.
 */
export function openGpu(): GPU {
  gpu ??= create([]);
  return gpu;
}

beforeAll(async () => {
  const adapter = await openGpu().requestAdapter();
  if (adapter) return;
  throw new InstrumentError({
    subject: 'The GPU of the tests',
    constraint: 'have an adapter',
    got: `none (VK_DRIVER_FILES is ${process.env.VK_DRIVER_FILES ?? 'not set'})`,
    remedy:
      'run the tests by `npm test`, which finds the software driver that Chromium for Linux ' +
      'carries, or set VK_DRIVER_FILES to the manifest of a Vulkan 1.3 driver',
  });
});

afterAll(() => {
  gpu = undefined;
});
