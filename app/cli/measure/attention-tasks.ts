/** What `bench attention` measures: steps of a decoder, attention over a prompt, matrix products. */

import { createRandom } from '../../../engine/core/random.ts';
import { type Graph, GraphBuilder } from '../../../engine/inference/graph.ts';
import attention from '../../../engine/inference/ops/attention.ts';
import matmul from '../../../engine/inference/ops/matmul.ts';
import {
  type CpuTensor,
  elementCount,
  intTensor,
  tensor,
} from '../../../engine/inference/tensor.ts';
import { buildDecoder } from '../../../engine/inference/transformer/decoder.ts';
import {
  type DecoderConfig,
  headSize,
  randomDecoderWeights,
} from '../../../engine/inference/transformer/decoder-config.ts';
import { decoderStepFile, stepFlops } from './decoder-onnx.ts';
import { type WrittenAttribute, writeOnnx } from './onnx-writer.ts';
import type { FedValue, OnnxTask } from './peers/onnxruntime-racers.ts';

/** A task in our form and as an ONNX file. */
export interface Task {
  readonly title: string;
  readonly graph: Graph;
  readonly inputs: Readonly<Record<string, CpuTensor>>;
  /** States before every pass, and those that are set once. */
  readonly everyPass: Readonly<Record<string, CpuTensor>>;
  readonly once: Readonly<Record<string, CpuTensor>>;
  /** Name of our output. */
  readonly output: string;
  readonly onnx: OnnxTask;
  readonly flops: number;
}

function numbers(shape: readonly number[], seed: number): CpuTensor {
  const random = createRandom(seed);
  return tensor(
    shape,
    Float32Array.from({ length: elementCount(shape) }, () => random.range(-1, 1)),
  );
}

const fed = ({ shape, data }: CpuTensor): FedValue => ({
  type: 'float32',
  shape,
  data: Float32Array.from(data),
});

/**
 * One token of a decoder whose caches are full: every pass is the last step of the context, so that
 * all runtimes compute the same each time. Ours draws the next token too.
 */
function decodeTask(config: DecoderConfig): Task {
  const { layers, groups, context, width, heads, vocabulary } = config;
  const weights = randomDecoderWeights(config, 3);
  const shape = [1, groups, context, headSize(config)];
  const names = Array.from({ length: layers }, (_, i) => [`keys ${i}`, `values ${i}`]).flat();
  const caches = names.map((name, i) => [name, numbers(shape, 50 + i)] as const);
  const past = (name: string) =>
    name.replace('keys ', 'past_key.').replace('values ', 'past_value.');
  const whole = (type: 'int32' | 'int64', dims: readonly number[], value: number): FedValue => ({
    type,
    shape: dims,
    data: type === 'int32' ? Int32Array.of(value) : BigInt64Array.of(BigInt(value)),
  });
  const pastNames = names.map(past);
  return {
    title: `decode, ${layers} layers of ${width}, ${heads} heads, context ${context}`,
    graph: buildDecoder(config, weights, { steps: 1, from: 'state' }),
    inputs: { temperature: tensor([1], [0]), seed: intTensor([1], [1]) },
    everyPass: { token: intTensor([1, 1], [7]), position: intTensor([1], [context - 1]) },
    once: Object.fromEntries(caches),
    output: 'logits',
    onnx: {
      file: decoderStepFile(config, weights),
      inputs: {
        token: whole('int64', [1, 1], 7),
        seqlens_k: whole('int32', [1], context - 1),
        total_sequence_length: { ...whole('int32', [], context), onProcessor: true },
        ...Object.fromEntries(caches.map(([name, cache]) => [past(name), fed(cache)])),
      },
      output: { name: 'logits', shape: [1, 1, vocabulary] },
      updates: Object.fromEntries(pastNames.map((name) => [name, name.replace('past', 'present')])),
    },
    flops: stepFlops(weights) + 4 * layers * context * width,
  };
}

/** An ONNX file of one node. */
function fileOf(
  op: string,
  values: { readonly inputs: Readonly<Record<string, CpuTensor>>; readonly weight?: CpuTensor },
  output: readonly number[],
  extra: { readonly domain?: string; readonly attributes?: Record<string, WrittenAttribute> } = {},
): OnnxTask {
  const { inputs, weight } = values;
  const names = [...Object.keys(inputs), ...(weight ? ['weight'] : [])];
  return {
    file: writeOnnx({
      opset: 17,
      nodes: [{ op, inputs: names, outputs: ['result'], ...extra }],
      inputs: Object.entries(inputs).map(([name, { shape }]) => ({ name, type: 'f32', shape })),
      outputs: [{ name: 'result', type: 'f32', shape: output }],
      ...(weight && {
        initializers: {
          weight: { type: 'f32', shape: weight.shape, values: Array.from(weight.data) },
        },
      }),
      ...(extra.domain && { domains: { [extra.domain]: 1 } }),
    }),
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, fed(value)])),
    output: { name: 'result', shape: output },
  };
}

/** Self-attention over a whole prompt. */
function promptTask(steps: number): Task {
  const [width, heads] = [256, 8];
  const shape = [1, steps, width];
  const inputs = { q: numbers(shape, 1), k: numbers(shape, 2), v: numbers(shape, 3) };
  const builder = new GraphBuilder();
  const values = Object.entries(inputs).map(([name, value]) => builder.input(name, value));
  return {
    title: `attention of ${steps} tokens, ${heads} heads of ${width / heads}`,
    graph: builder.build([builder.apply(attention, values, { heads }, 'result')]),
    inputs,
    everyPass: {},
    once: {},
    output: 'result',
    onnx: fileOf('MultiHeadAttention', { inputs }, shape, {
      domain: 'com.microsoft',
      attributes: { num_heads: { int: heads } },
    }),
    flops: 4 * steps * steps * width,
  };
}

/** A product with a known matrix. */
function productTask(m: number, k: number, n: number): Task {
  const [x, weight] = [numbers([m, k], 1), numbers([k, n], 2)];
  const builder = new GraphBuilder();
  const sides = [builder.input('x', x), builder.constant('weight', weight)];
  return {
    title: `matmul ${m}x${k}x${n}`,
    graph: builder.build([builder.apply(matmul, sides, {}, 'result')]),
    inputs: { x },
    everyPass: {},
    once: {},
    output: 'result',
    onnx: fileOf('MatMul', { inputs: { x }, weight }, [m, n]),
    flops: 2 * m * k * n,
  };
}

const DECODER: DecoderConfig = {
  vocabulary: 512,
  width: 256,
  layers: 4,
  heads: 8,
  groups: 8,
  hidden: 1024,
  context: 512,
  norm: 'layer',
  mode: 'linear',
};

/** All tasks by title; made when they are asked for. */
export const tasks: readonly (() => Task)[] = [
  () => decodeTask(DECODER),
  () => promptTask(256),
  () => promptTask(1024),
  () => productTask(1, 1024, 1024),
  () => productTask(64, 256, 1024),
  () => productTask(512, 512, 512),
];
