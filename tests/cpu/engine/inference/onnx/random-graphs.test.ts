import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runReference } from '../../../../../engine/inference/graph.ts';
import { importOnnx } from '../../../../../engine/inference/onnx/import.ts';
import { optimizeGraph } from '../../../../../engine/inference/optimize/optimize-graph.ts';
import { runOnnxruntime } from '../../../../support/onnxruntime.ts';
import { type RandomModel, randomModels, randomRuns } from '../../../../support/random-onnx.ts';
import { relativeError } from '../../../../support/tensors.ts';

const TOLERANCE = 1e-4;

async function expectAgreement({ model, inputs, about }: RandomModel): Promise<void> {
  const expected = await runOnnxruntime(model, inputs);
  const fed = Object.entries(inputs).map(([name, { tensor }]) => [name, tensor] as const);
  const graph = importOnnx(model);
  for (const one of [graph, optimizeGraph(graph)]) {
    const actual = runReference(one, Object.fromEntries(fed));
    for (const [name, reference] of Object.entries(expected)) {
      const result = actual[name];
      const error = result ? relativeError(result, reference) : Number.NaN;
      expect(error, `${name} of ${about}`).toBeLessThanOrEqual(TOLERANCE);
    }
  }
}

describe('random models', () => {
  const runs = randomRuns(40);
  it(`mean what onnxruntime makes of them, rewritten or not: ${runs.numRuns}`, async () => {
    await fc.assert(fc.asyncProperty(randomModels(10), expectAgreement), runs);
  }, 3_600_000);
});
