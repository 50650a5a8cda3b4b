import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FrameEncoder } from '../../../../engine/gpu/frame-encoder.ts';
import { GraphBuilder, runReference } from '../../../../engine/inference/graph.ts';
import binary from '../../../../engine/inference/ops/binary.ts';
import reshape from '../../../../engine/inference/ops/reshape.ts';
import tensorScatter from '../../../../engine/inference/ops/tensor-scatter.ts';
import { buildProgram } from '../../../../engine/inference/program.ts';
import { type CpuTensor, intTensor, tensor } from '../../../../engine/inference/tensor.ts';
import { type OpenedContext, openGpuContext } from '../../../support/gpu-context.ts';
import { relativeError } from '../../../support/tensors.ts';

let gpu: OpenedContext;
beforeAll(async () => {
  gpu = await openGpuContext();
});
afterAll(() => {
  expect(gpu.errors).toEqual([]);
  gpu.close();
});

/** Rows that are appended, the sum of all that came, and what came last: each kept another way. */
function keeper() {
  const builder = new GraphBuilder();
  const x = builder.input('x', { dtype: 'f32', shape: [1, 3] });
  const at = builder.input('at', { dtype: 'i32', shape: [1] });
  const rows = builder.state('rows', { dtype: 'f32', shape: [4, 3] });
  const sum = builder.state('sum', { dtype: 'f32', shape: [1, 3] });
  const last = builder.state('last', { dtype: 'f32', shape: [3] });
  const grown = builder.apply(binary, [sum, x], { operator: 'add' }, 'grown');
  const before = builder.apply(reshape, [last], { shape: [1, 3] }, 'before');
  const change = builder.apply(binary, [x, before], { operator: 'sub' }, 'change');
  const appended = builder.apply(tensorScatter, [rows, change, at], { axis: 0 }, 'appended');
  builder.update(rows, appended);
  builder.update(sum, grown);
  builder.update(last, builder.apply(reshape, [x], { shape: [3] }, 'now'));
  return builder.build([builder.apply(binary, [appended, grown], { operator: 'mul' }, 'product')]);
}

describe('states', () => {
  it('are kept from run to run as the reference keeps them, and shared', async () => {
    const graph = keeper();
    const first = await buildProgram(gpu.context, graph, { label: 'first', precision: 'f32' });
    const second = await buildProgram(gpu.context, graph, {
      label: 'second',
      precision: 'f32',
      sharing: first,
    });
    const states: Record<string, CpuTensor> = {};
    for (let run = 0; run < 4; run++) {
      const given = {
        x: tensor([1, 3], [run + 1, run * run, 3 - run]),
        at: intTensor([1], [run]),
      };
      const program = run % 2 === 0 ? first : second;
      program.write(given);
      const frame = new FrameEncoder(gpu.context.device);
      frame.begin();
      program.encode(frame);
      frame.finish();
      const expected = runReference(graph, given, states);
      const [outputs, kept] = [await program.read(), await program.readStates()];
      for (const [name, value] of Object.entries({ ...expected, ...states })) {
        const actual = outputs[name] ?? kept[name];
        expect(actual && relativeError(actual, value), `${name}, run ${run}`).toBeLessThan(1e-6);
      }
    }
    expect(() => second.writeStates({ nobody: tensor([1], [0]) })).toThrow(
      'one of rows, sum, last',
    );
    second.dispose();
    first.dispose();
  });
});
