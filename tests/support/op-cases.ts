/** Cases of ops, run on a device and compared with the ops' references. */

import { expect } from 'vitest';
import { FrameEncoder } from '../../engine/gpu/frame-encoder.ts';
import type { GpuContext } from '../../engine/gpu/gpu-context.ts';
import { GpuScope } from '../../engine/gpu/gpu-scope.ts';
import type { UniformSlice } from '../../engine/gpu/uniform-arena.ts';
import {
  type Graph,
  GraphBuilder,
  runReference,
  type Value,
} from '../../engine/inference/graph.ts';
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
import { type CpuTensor, type TensorType, tensor } from '../../engine/inference/tensor.ts';
import { createPicture, paint, readPicture } from './pictures.ts';
import { randomTensor, relativeError } from './tensors.ts';

/** Largest relative error that a kernel may have. */
export const TOLERANCE: Readonly<Record<Precision, number>> = { f32: 1e-4, f16: 1e-2 };

/** The step of a half float, in which pictures are kept. */
const PICTURE_TOLERANCE = 2 ** -10;

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
    // Pictures in textures are half floats, whatever the net computes in.
    const kept = op.name === 'picture-in' ? 'f16' : precision;
    given[`input${i}`] = held(randomTensor(input, i + 1), kept);
    const value = builder.input(`input${i}`, input);
    return pack && canPack(input) ? builder.apply(packed, [value], {}) : value;
  });
  return { graph: builder.build(builder.applyAll(op, values, attributes, 'result')), given };
}

/** The uniforms that a graph names, filled. */
function caseUniforms(context: GpuContext, graph: Graph, given: Prepared['given']) {
  const scope = new GpuScope(context, {
    label: 'case uniforms',
    header: { size: { width: 1, height: 1 }, detail: 1, seed: 0 },
  });
  const uniforms: Record<string, UniformSlice> = {};
  for (const { op, attributes, inputs } of graph.nodes) {
    if (op.name !== 'numbers-in') continue;
    const data = given[inputs[0]?.name ?? '']?.data ?? new Float32Array();
    const slice = scope.uniform('numbers', data.length);
    slice.values.set(data);
    uniforms[String(attributes.uniform)] = slice;
  }
  context.arena.flush();
  return { uniforms, dispose: () => scope.dispose() };
}

/** The textures that a graph's picture ops name: filled, and those that the net fills. */
function casePictures(context: GpuContext, graph: Graph, given: Prepared['given']) {
  const textures: Record<string, GPUTexture> = {};
  const made: Record<string, Value> = {};
  for (const { op, attributes, inputs, outputs } of graph.nodes) {
    const [picture] = op.name === 'picture-in' ? inputs : op.name === 'picture-out' ? outputs : [];
    if (!picture) continue;
    const [height = 1, width = 1] = picture.shape;
    const texture = createPicture(context, { width, height });
    textures[String(attributes.texture)] = texture;
    const data = given[picture.name]?.data;
    if (op.name === 'picture-out') made[String(attributes.texture)] = picture;
    else paint(context, texture, (x, y) => pixelAt(data ?? [], y * width + x));
  }
  return {
    textures,
    async read(): Promise<Record<string, CpuTensor>> {
      const read: Record<string, CpuTensor> = {};
      for (const [name, { name: output, shape }] of Object.entries(made)) {
        const data = await readPicture(context, textures[name] as GPUTexture);
        read[output] = tensor(shape, new Float32Array(data));
      }
      return read;
    },
    destroy() {
      for (const texture of Object.values(textures)) texture.destroy();
    },
  };
}

function pixelAt(data: ArrayLike<number>, pixel: number): [number, number, number] {
  return [data[pixel * 4] ?? 0, data[pixel * 4 + 1] ?? 0, data[pixel * 4 + 2] ?? 0];
}

/** Kernel variants of the op of a prepared case on a device; none where it has but one kernel. */
export function variantsOf(
  context: GpuContext,
  op: OpDefinition,
  { graph }: Prepared,
  precision: Precision,
): readonly string[] {
  let names: readonly string[] = [];
  planGraph(graph, {
    precision,
    limits: kernelLimits(context),
    variant(node, lowering) {
      if (node.op === op) names = op.variants?.(lowering) ?? [];
      return null;
    },
  });
  return names;
}

/**
 * Runs a graph on the device and on the CPU; all outputs must agree and nothing be left behind.
 * @param chosen the kernel variant of one op
 */
export async function expectSame(
  context: GpuContext,
  { graph, given }: Prepared,
  precision: Precision,
  chosen?: { readonly op: OpDefinition; readonly variant: string },
): Promise<void> {
  const expected = runReference(graph, given);
  const live = { ...context.live };
  const pictures = casePictures(context, graph, given);
  const numbers = caseUniforms(context, graph, given);
  const { textures } = pictures;
  const program = await buildProgram(context, graph, {
    label: 'case',
    precision,
    textures,
    uniforms: numbers.uniforms,
    variant: ({ op }) => (op === chosen?.op ? chosen.variant : null),
  });
  program.write(given);
  const frame = new FrameEncoder(context.device);
  frame.begin();
  program.encode(frame);
  frame.finish();
  const actual = { ...(await program.read()), ...(await pictures.read()) };
  for (const [name, reference] of Object.entries(expected)) {
    const result = actual[name];
    const error = result ? relativeError(result, reference) : Number.POSITIVE_INFINITY;
    const tolerance = textures[name] ? PICTURE_TOLERANCE : TOLERANCE[precision];
    expect(error, `${name} ${chosen?.variant ?? ''}`).toBeLessThanOrEqual(
      Math.max(tolerance, TOLERANCE[precision]),
    );
  }
  program.dispose();
  pictures.destroy();
  numbers.dispose();
  expect(context.live).toEqual(live);
}
