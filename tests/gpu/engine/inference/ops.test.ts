import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FrameEncoder } from '../../../../engine/gpu/frame-encoder.ts';
import { type Graph, GraphBuilder, runReference } from '../../../../engine/inference/graph.ts';
import { fromHalfArray, toHalfArray } from '../../../../engine/inference/half.ts';
import { convertLayout } from '../../../../engine/inference/layouts.ts';
import {
  type Attributes,
  defineOp,
  type OpCase,
  type OpDefinition,
  type Precision,
} from '../../../../engine/inference/op.ts';
import { buildProgram } from '../../../../engine/inference/program.ts';
import { ops } from '../../../../engine/inference/registry.ts';
import type { CpuTensor, TensorType } from '../../../../engine/inference/tensor.ts';
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

const TOLERANCE: Readonly<Record<Precision, number>> = { f32: 1e-4, f16: 1e-2 };

/** Hands a picture on in packs of four channels, so that ops meet it in that layout. */
const packed = defineOp<Record<string, never>>({
  name: 'packed',
  infer: ([x]) => (x ? [x] : []),
  reference: ([x]) => (x ? [x] : []),
  layouts: () => ({ inputs: ['plain'], outputs: ['c4'] }),
  lower: ({ inputs: [x] }) => (x ? [convertLayout(x, 'c4')] : []),
  cases: [],
});

const canPack = ({ dtype, shape }: TensorType) => dtype === 'f32' && shape.length === 4;

/** Cases whose kernels differ when the inputs come packed, or none where the op does not care. */
function packedCases({ infer, layouts, cases }: OpDefinition): OpCase<Attributes>[] {
  return cases.filter(({ inputs, attributes }) => {
    if (!layouts || !inputs.some((input) => !('data' in input) && canPack(input))) return false;
    const given = inputs.map((input) => (!('data' in input) && canPack(input) ? 'c4' : 'plain'));
    const outputs = infer(inputs, attributes);
    const plain = inputs.map(() => 'plain' as const);
    const choice = layouts(inputs, outputs, given, attributes);
    return JSON.stringify(choice) !== JSON.stringify(layouts(inputs, outputs, plain, attributes));
  });
}

interface Prepared {
  readonly graph: Graph;
  readonly given: Readonly<Record<string, CpuTensor>>;
}

/** The graph of a case, with random inputs as the precision can hold them. */
function prepare(
  op: OpDefinition,
  { inputs, attributes }: OpCase<Attributes>,
  options: { readonly precision: Precision; readonly pack: boolean },
): Prepared {
  const held = (tensor: CpuTensor): CpuTensor =>
    tensor.dtype === 'f32' && options.precision === 'f16'
      ? { ...tensor, data: fromHalfArray(toHalfArray(tensor.data)) }
      : tensor;
  const builder = new GraphBuilder();
  const given: Record<string, CpuTensor> = {};
  const values = inputs.map((input, i) => {
    if ('data' in input) return builder.constant(`constant${i}`, held(input));
    given[`input${i}`] = held(randomTensor(input, i + 1));
    const value = builder.input(`input${i}`, input);
    return options.pack && canPack(input) ? builder.apply(packed, [value], {}) : value;
  });
  return { graph: builder.build(builder.applyAll(op, values, attributes, 'result')), given };
}

/** Runs a graph on the device and on the CPU, and compares all outputs. */
async function compare({ graph, given }: Prepared, precision: Precision): Promise<void> {
  const expected = runReference(graph, given);
  const live = { ...gpu.context.live };
  const program = await buildProgram(gpu.context, graph, { label: 'case', precision });
  program.write(given);
  const frame = new FrameEncoder(gpu.context.device);
  frame.begin();
  program.encode(frame);
  frame.finish();
  const actual = await program.read();
  for (const [name, reference] of Object.entries(expected)) {
    const result = actual[name];
    const error = result ? relativeError(result, reference) : Number.POSITIVE_INFINITY;
    expect(error, name).toBeLessThanOrEqual(TOLERANCE[precision]);
  }
  program.dispose();
  expect(gpu.context.live).toEqual(live);
}

describe.each([...ops.values()])('the op $name', (op) => {
  it('has cases', () => expect(op.cases.length).toBeGreaterThan(0));

  it.each(op.cases)('gives what its reference gives: $title', async (one) => {
    await compare(prepare(op, one, { precision: 'f32', pack: false }), 'f32');
  });

  it.each(packedCases(op))('gives the same from packed pictures: $title', async (one) => {
    await compare(prepare(op, one, { precision: 'f32', pack: true }), 'f32');
  });

  it('gives the same in f16', async ({ skip }) => {
    if (!gpu.context.device.features.has('shader-f16')) skip('the device has no shader-f16');
    for (const one of op.cases) {
      await compare(prepare(op, one, { precision: 'f16', pack: false }), 'f16');
    }
    for (const one of packedCases(op)) {
      await compare(prepare(op, one, { precision: 'f16', pack: true }), 'f16');
    }
  });
});
