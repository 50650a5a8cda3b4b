/** Cases of ops, run on a device and compared with the ops' references. */

import { expect } from 'vitest';
import { FrameEncoder } from '../../engine/gpu/frame-encoder.ts';
import type { GpuContext } from '../../engine/gpu/gpu-context.ts';
import { type Graph, GraphBuilder, runReference } from '../../engine/inference/graph.ts';
import { fromHalfArray, toHalfArray } from '../../engine/inference/half.ts';
import { convertLayout } from '../../engine/inference/layouts.ts';
import {
  type Attributes,
  defineOp,
  type OpCase,
  type OpDefinition,
  type Precision,
} from '../../engine/inference/op.ts';
import { planGraph } from '../../engine/inference/plan.ts';
import { buildProgram, kernelLimits } from '../../engine/inference/program.ts';
import type { CpuTensor, TensorType } from '../../engine/inference/tensor.ts';
import { randomTensor, relativeError } from './tensors.ts';

/** Largest relative error that a kernel may have. */
export const TOLERANCE: Readonly<Record<Precision, number>> = { f32: 1e-4, f16: 1e-2 };

/** Hands a picture on in packs of four channels, so that ops meet it in that layout. */
export const packed = defineOp<Record<string, never>>({
  name: 'packed',
  infer: ([x]) => (x ? [x] : []),
  reference: ([x]) => (x ? [x] : []),
  layouts: () => ({ inputs: ['plain'], outputs: ['c4'] }),
  lower: ({ inputs: [x] }) => (x ? [convertLayout(x, 'c4')] : []),
  cases: [],
});

const canPack = ({ dtype, shape }: TensorType) => dtype === 'f32' && shape.length === 4;

/** Cases whose kernels differ when the inputs come packed; none where the op does not care. */
export function packedCases({ infer, layouts, cases }: OpDefinition): OpCase<Attributes>[] {
  return cases.filter(({ inputs, attributes }) => {
    if (!layouts || !inputs.some((input) => !('data' in input) && canPack(input))) return false;
    const given = inputs.map((input) => (!('data' in input) && canPack(input) ? 'c4' : 'plain'));
    const outputs = infer(inputs, attributes);
    const plain = inputs.map(() => 'plain' as const);
    const choice = layouts(inputs, outputs, given, attributes);
    return JSON.stringify(choice) !== JSON.stringify(layouts(inputs, outputs, plain, attributes));
  });
}

/** A graph and its inputs. */
export interface Prepared {
  readonly graph: Graph;
  readonly given: Readonly<Record<string, CpuTensor>>;
}

/** A tensor as a precision can hold it. */
function held(tensor: CpuTensor, precision: Precision): CpuTensor {
  if (tensor.dtype !== 'f32' || precision === 'f32') return tensor;
  return { ...tensor, data: fromHalfArray(toHalfArray(tensor.data)) };
}

/** The graph of a case, with random inputs; `pack` hands pictures on packed. */
export function prepareCase(
  op: OpDefinition,
  { inputs, attributes }: OpCase<Attributes>,
  { precision, pack }: { readonly precision: Precision; readonly pack: boolean },
): Prepared {
  const builder = new GraphBuilder();
  const given: Record<string, CpuTensor> = {};
  const values = inputs.map((input, i) => {
    if ('data' in input) return builder.constant(`constant${i}`, held(input, precision));
    given[`input${i}`] = held(randomTensor(input, i + 1), precision);
    const value = builder.input(`input${i}`, input);
    return pack && canPack(input) ? builder.apply(packed, [value], {}) : value;
  });
  return { graph: builder.build(builder.applyAll(op, values, attributes, 'result')), given };
}

/** Names of the kernel variants that the nodes of a graph offer on a device. */
export function variantsOf(
  { graph }: Prepared,
  context: GpuContext,
  precision: Precision,
): readonly string[] {
  const names = new Set<string>();
  const nodes = graph.nodes.map((node) => ({
    ...node,
    op: defineOp({
      ...node.op,
      lower(lowering) {
        for (const name of node.op.variants?.(lowering) ?? []) names.add(name);
        return node.op.lower(lowering);
      },
    }),
  }));
  planGraph({ ...graph, nodes }, { precision, limits: kernelLimits(context.device) });
  return [...names];
}

/**
 * Runs a graph on the device and on the CPU; all outputs must agree and nothing be left behind.
 * @param variant kernel variant of its nodes; each op's standard unless given
 */
export async function expectSame(
  context: GpuContext,
  { graph, given }: Prepared,
  precision: Precision,
  variant: string | null = null,
): Promise<void> {
  const expected = runReference(graph, given);
  const live = { ...context.live };
  const program = await buildProgram(context, graph, {
    label: 'case',
    precision,
    variant: () => variant,
  });
  program.write(given);
  const frame = new FrameEncoder(context.device);
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
  expect(context.live).toEqual(live);
}
