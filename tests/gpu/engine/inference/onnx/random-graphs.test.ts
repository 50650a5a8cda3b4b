import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../../../../engine/inference/onnx/run-model.ts';
import type { Precision } from '../../../../../engine/inference/op.ts';
import { type OpenedContext, openGpuContext } from '../../../../support/gpu-context.ts';
import { runOnnxruntime } from '../../../../support/onnxruntime.ts';
import { TOLERANCE } from '../../../../support/op-cases.ts';
import {
  type RandomModel,
  randomModels,
  randomRuns,
} from '../../../../support/random-onnx/random-models.ts';
import { relativeError } from '../../../../support/tensors.ts';

let gpu: OpenedContext;
beforeAll(async () => {
  gpu = await openGpuContext();
});
afterAll(() => {
  expect(gpu.errors).toEqual([]);
  gpu.close();
});

async function expectAgreement(
  { model, inputs, shapes, about }: RandomModel,
  precision: Precision,
): Promise<void> {
  const expected = await runOnnxruntime(model, inputs);
  const fed = Object.entries(inputs).map(([name, { tensor }]) => [name, tensor] as const);
  const loaded = await loadModel(model, { context: gpu.context, shapes, precision });
  try {
    expect(loaded.backend, about).toBe('ours');
    const actual = await loaded.run(Object.fromEntries(fed));
    for (const [name, reference] of Object.entries(expected)) {
      const result = actual[name];
      const error = result ? relativeError(result, reference) : Number.NaN;
      expect(error, `${name} of ${about}`).toBeLessThanOrEqual(TOLERANCE[precision]);
    }
    expect(gpu.errors, about).toEqual([]);
  } finally {
    loaded.dispose();
  }
}

describe('random models on our kernels', () => {
  const runs = randomRuns(16, 1200);
  it(`give what onnxruntime gives: ${runs.numRuns}`, async () => {
    await fc.assert(
      fc.asyncProperty(randomModels(8), (model) => expectAgreement(model, 'f32')),
      runs,
    );
  }, 7_200_000);

  // Halves round at every node: long chains have no meaning to three places.
  const halves = randomRuns(6, 120);
  it(`give it in halves, where the device has them: ${halves.numRuns}`, async ({ skip }) => {
    if (!gpu.context.device.features.has('shader-f16')) {
      skip('This device has no shader-f16: random models in halves are not compared.');
    }
    await fc.assert(
      fc.asyncProperty(randomModels(3), (model) => expectAgreement(model, 'f16')),
      halves,
    );
  }, 7_200_000);
});
