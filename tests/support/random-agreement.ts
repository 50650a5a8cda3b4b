import { expect } from 'vitest';
import { createRandom } from '../../engine/core/random.ts';
import type { GpuContext } from '../../engine/gpu/gpu-context.ts';
import { type LoadModelOptions, loadModel } from '../../engine/inference/onnx/run-model.ts';
import { runOnnxruntime } from './onnxruntime.ts';
import { TOLERANCE } from './op-cases.ts';
import type { RandomModel } from './random-onnx/random-models.ts';
import { relativeError } from './tensors.ts';

/** Loads a random model and compares what it gives with what onnxruntime does. */
export async function expectAgreement(
  { model, inputs, shapes, about }: RandomModel,
  options: Omit<LoadModelOptions, 'shapes'>,
  backends: readonly string[] = ['ours'],
): Promise<void> {
  const title = options.avoid ? `${about} without ${options.avoid}` : about;
  const expected = await runOnnxruntime(model, inputs);
  const given = Object.entries(inputs).map(([name, { tensor }]) => [name, tensor] as const);
  const loaded = await loadModel(model, { ...options, shapes });
  try {
    expect(backends, title).toContain(loaded.backend);
    const actual = await loaded.run(Object.fromEntries(given));
    for (const [name, reference] of Object.entries(expected)) {
      const result = actual[name];
      const error = result ? relativeError(result, reference) : Number.NaN;
      const most = TOLERANCE[options.precision ?? 'f32'];
      expect(error, `${name} of ${title}`).toBeLessThanOrEqual(most);
    }
  } finally {
    loaded.dispose();
  }
}

/** The same, with some of its operators kept from our kernels. */
export async function expectAgreementInParts(
  context: GpuContext,
  model: RandomModel,
  seed: number,
): Promise<void> {
  const random = createRandom(seed);
  const avoid = [...new Set(model.operators)].filter(() => random.unit() < 0.4);
  await expectAgreement(model, { context, avoid }, ['ours', 'both', 'onnxruntime']);
}
