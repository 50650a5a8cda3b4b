import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../../../../engine/inference/onnx/run-model.ts';
import { type OpenedContext, openGpuContext } from '../../../../support/gpu-context.ts';
import { runOnnxruntime } from '../../../../support/onnxruntime.ts';
import { type RandomModel, randomModels, randomRuns } from '../../../../support/random-onnx.ts';
import { relativeError } from '../../../../support/tensors.ts';

let gpu: OpenedContext;
beforeAll(async () => {
  gpu = await openGpuContext();
});
afterAll(() => {
  expect(gpu.errors).toEqual([]);
  gpu.close();
});

const TOLERANCE = 1e-4;

async function expectAgreement({ model, inputs, about }: RandomModel): Promise<void> {
  const expected = await runOnnxruntime(model, inputs);
  const fed = Object.entries(inputs).map(([name, { tensor }]) => [name, tensor] as const);
  const loaded = await loadModel(model, { context: gpu.context });
  try {
    expect(loaded.backend, about).toBe('ours');
    const actual = await loaded.run(Object.fromEntries(fed));
    for (const [name, reference] of Object.entries(expected)) {
      const result = actual[name];
      const error = result ? relativeError(result, reference) : Number.NaN;
      expect(error, `${name} of ${about}`).toBeLessThanOrEqual(TOLERANCE);
    }
    expect(gpu.errors, about).toEqual([]);
  } finally {
    loaded.dispose();
  }
}

describe('random models on our kernels', () => {
  const runs = randomRuns(40);
  it(`give what onnxruntime gives: ${runs.numRuns}`, async () => {
    await fc.assert(fc.asyncProperty(randomModels(8), expectAgreement), runs);
  }, 7_200_000);
});
