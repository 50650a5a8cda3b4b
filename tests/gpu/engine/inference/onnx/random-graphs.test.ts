import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenedContext, openGpuContext } from '../../../../support/gpu-context.ts';
import { expectAgreement } from '../../../../support/random-agreement.ts';
import { randomModels, randomRuns } from '../../../../support/random-onnx/random-models.ts';

let gpu: OpenedContext;
beforeAll(async () => {
  gpu = await openGpuContext();
});
afterAll(() => {
  expect(gpu.errors).toEqual([]);
  gpu.close();
});

describe('random models on our kernels', () => {
  const runs = randomRuns(12, 1200);
  it(`give what onnxruntime gives: ${runs.numRuns}`, async () => {
    await fc.assert(
      fc.asyncProperty(randomModels(8), (model) =>
        expectAgreement(model, { context: gpu.context }),
      ),
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
      fc.asyncProperty(randomModels(3), (model) =>
        expectAgreement(model, { context: gpu.context, precision: 'f16' }),
      ),
      halves,
    );
  }, 7_200_000);
});
