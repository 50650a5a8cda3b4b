import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FrameEncoder } from '../../../../engine/gpu/frame-encoder.ts';
import { GraphBuilder, runReference } from '../../../../engine/inference/graph.ts';
import { buildProgram } from '../../../../engine/inference/program.ts';
import { ops } from '../../../../engine/inference/registry.ts';
import type { CpuTensor } from '../../../../engine/inference/tensor.ts';
import { type OpenedContext, openGpuContext } from '../../../support/gpu-context.ts';
import { randomTensor, relativeError } from '../../../support/tensors.ts';

let gpu: OpenedContext;
beforeAll(async () => {
  gpu = await openGpuContext();
});
afterAll(() => {
  expect(gpu.errors).toEqual([]);
  gpu.close();
});

const TOLERANCE = 1e-4;

describe.each([...ops.values()])('the op $name', (op) => {
  it('has cases', () => expect(op.cases.length).toBeGreaterThan(0));

  it.each(op.cases)('gives what its reference gives: $title', async ({ inputs, attributes }) => {
    const builder = new GraphBuilder();
    const given: Record<string, CpuTensor> = {};
    const values = inputs.map((input, i) => {
      if ('data' in input) return builder.constant(`constant${i}`, input);
      given[`input${i}`] = randomTensor(input, i + 1);
      return builder.input(`input${i}`, input);
    });
    const graph = builder.build(builder.applyAll(op, values, attributes, 'result'));
    const expected = runReference(graph, given);
    const live = { ...gpu.context.live };
    const program = await buildProgram(gpu.context, graph, { label: op.name, precision: 'f32' });
    program.write(given);
    const frame = new FrameEncoder(gpu.context.device);
    frame.begin();
    program.encode(frame);
    frame.finish();
    const actual = await program.read();
    for (const [name, reference] of Object.entries(expected)) {
      const result = actual[name];
      expect(result && relativeError(result, reference), name).toBeLessThanOrEqual(TOLERANCE);
    }
    program.dispose();
    expect(gpu.context.live).toEqual(live);
  });
});
