import { describe, expect, it } from 'vitest';
import { runReference } from '../../../../../engine/inference/graph.ts';
import { importOnnx } from '../../../../../engine/inference/onnx/import.ts';
import type { OnnxCase } from '../../../../support/onnx-cases/case.ts';
import { runOnnxruntime } from '../../../../support/onnxruntime.ts';
import { relativeError } from '../../../../support/tensors.ts';

const families = import.meta.glob<readonly OnnxCase[]>('../../../../support/onnx-cases/*.ts', {
  import: 'cases',
  eager: true,
});

const TOLERANCE = 1e-4;

describe.each(
  Object.entries(families)
    .filter(([, cases]) => cases !== undefined)
    .map(([path, cases]) => ({ family: path.split('/').at(-1), cases })),
)('models of $family', ({ cases }) => {
  it.each(cases)('mean what onnxruntime makes of them: $title', async ({ model, inputs }) => {
    const expected = await runOnnxruntime(model, inputs);
    const fed = Object.entries(inputs).map(([name, { tensor }]) => [name, tensor] as const);
    const actual = runReference(importOnnx(model), Object.fromEntries(fed));
    expect(Object.keys(actual)).toEqual(Object.keys(expected));
    for (const [name, reference] of Object.entries(expected)) {
      const result = actual[name];
      expect(result?.dtype, name).toBe(reference.dtype);
      expect(result?.shape, name).toEqual(reference.shape);
      expect(result && relativeError(result, reference), name).toBeLessThanOrEqual(TOLERANCE);
    }
  });
});
