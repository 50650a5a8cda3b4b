import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../../../../engine/inference/onnx/run-model.ts';
import type { CpuTensor } from '../../../../../engine/inference/tensor.ts';
import { type OpenedContext, openGpuContext } from '../../../../support/gpu-context.ts';
import { writeOnnx } from '../../../../support/onnx-writer.ts';
import { runOnnxruntime } from '../../../../support/onnxruntime.ts';
import { offerWebGpu } from '../../../../support/onnxruntime-gpu.ts';
import { expectAgreementInParts } from '../../../../support/random-agreement.ts';
import { randomModels, randomRuns } from '../../../../support/random-onnx/random-models.ts';
import { randomTensor, relativeError } from '../../../../support/tensors.ts';

let gpu: OpenedContext;
let takeAway: () => void;
beforeAll(async () => {
  gpu = await openGpuContext();
  takeAway = offerWebGpu();
});
afterAll(() => {
  takeAway();
  expect(gpu.errors).toEqual([]);
  gpu.close();
});

const { data } = randomTensor({ dtype: 'f32', shape: [18] }, 4);
const model = writeOnnx({
  opset: 17,
  nodes: [
    { op: 'Conv', inputs: ['x', 'w'], outputs: ['a'] },
    { op: 'Tanh', inputs: ['a'], outputs: ['b'] },
    { op: 'Conv', inputs: ['b', 'w'], outputs: ['c'] },
    { op: 'Tanh', inputs: ['c'], outputs: ['d'] },
    { op: 'Add', inputs: ['d', 'x'], outputs: ['y'] },
  ],
  inputs: [{ name: 'x', type: 'f32', shape: [1, 3, 6, 7] }],
  outputs: [{ name: 'y' }],
  initializers: { w: { type: 'f32', shape: [3, 3, 1, 1], values: [...data].slice(0, 9) } },
});
const inputs = [1, 2].map((seed) => randomTensor({ dtype: 'f32', shape: [1, 3, 6, 7] }, seed));

/** How often the processor waits for the device's memory while something runs. */
async function readsOf(run: () => Promise<unknown>): Promise<number> {
  const original = GPUBuffer.prototype.mapAsync;
  let reads = 0;
  GPUBuffer.prototype.mapAsync = function (this: GPUBuffer, ...words) {
    reads += 1;
    return original.apply(this, words);
  };
  await run();
  GPUBuffer.prototype.mapAsync = original;
  return reads;
}

describe('a model of which onnxruntime runs a part on the same device', () => {
  it('hands its values on without the processor, and gives the same', async () => {
    const loaded = await loadModel(model, { context: gpu.context, avoid: ['Tanh'] });
    expect(loaded.notice).toMatch(/^2 of the 5 nodes .* on the same GPU device; it takes 5 stages/);
    for (const x of inputs) {
      const expected = await runOnnxruntime(model, { x: { type: 'f32', tensor: x } });
      let actual: Record<string, CpuTensor> = {};
      const reads = await readsOf(async () => {
        actual = await loaded.run({ x });
      });
      expect(relativeError(actual.y as CpuTensor, expected.y as CpuTensor)).toBeLessThan(1e-4);
      // The result alone.
      expect(reads).toBe(1);
    }
    loaded.dispose();
  });

  it('runs whole there when all of it is foreign', async () => {
    const avoid = ['Conv', 'Tanh', 'Add'];
    const loaded = await loadModel(model, { context: gpu.context, avoid });
    expect(loaded.backend).toBe('onnxruntime');
    expect(loaded.notice).toContain('on the same GPU device');
    const [x] = inputs as [CpuTensor];
    const expected = await runOnnxruntime(model, { x: { type: 'f32', tensor: x } });
    const { y } = await loaded.run({ x });
    expect(relativeError(y as CpuTensor, expected.y as CpuTensor)).toBeLessThan(1e-4);
    loaded.dispose();
  });

  const runs = randomRuns(1, 150);
  it(`gives what onnxruntime gives, whatever is kept from our kernels: ${runs.numRuns}`, async () => {
    await fc.assert(
      fc.asyncProperty(randomModels(6), fc.nat(), (random, seed) =>
        expectAgreementInParts(gpu.context, random, seed),
      ),
      runs,
    );
  }, 7_200_000);
});
