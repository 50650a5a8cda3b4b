/** Single nodes as models, for comparing what we make of them with what onnxruntime does. */

import type { CpuTensor, DType } from '../../../engine/inference/tensor.ts';
import {
  type ElementName,
  type WrittenAttribute,
  type WrittenNode,
  type WrittenTensor,
  writeOnnx,
} from '../onnx-writer.ts';
import type { FedTensor } from '../onnxruntime.ts';
import { randomTensor } from '../tensors.ts';

/** A model with what it is fed. */
export interface OnnxCase {
  readonly title: string;
  readonly model: Uint8Array<ArrayBuffer>;
  readonly inputs: Readonly<Record<string, FedTensor>>;
}

/** An input of a node: fed at every run, held by the model, or left out. */
export type CaseInput = { readonly feed: FedTensor } | { readonly hold: WrittenTensor } | null;

const numbersOf = (
  values: readonly number[] | undefined,
  type: ElementName,
  shape: readonly number[],
) => {
  if (values) return values;
  const isReal = type.startsWith('f') || type.startsWith('bf');
  const dtype: DType = isReal ? 'f32' : 'i32';
  const random = [...randomTensor({ dtype, shape }, shape.length * 31 + 7).data];
  return type === 'bool' ? random.map((value) => value % 2) : random;
};

const cpuTensor = (
  type: ElementName,
  shape: readonly number[],
  values: readonly number[],
): CpuTensor =>
  type.startsWith('f')
    ? { dtype: 'f32', shape, data: Float32Array.from(values) }
    : { dtype: 'i32', shape, data: Int32Array.from(values) };

/** An input that is fed: reals from -2 to 2 unless numbers or a type are given. */
export function feed(
  shape: readonly number[],
  values?: readonly number[],
  type: ElementName = 'f32',
): CaseInput {
  return { feed: { type, tensor: cpuTensor(type, shape, numbersOf(values, type, shape)) } };
}

/** An input that the model holds. */
export function hold(
  shape: readonly number[],
  values?: readonly number[],
  type: ElementName = 'f32',
): CaseInput {
  return { hold: { type, shape, values: numbersOf(values, type, shape) } };
}

/** A list of i64 that the model holds. */
export const list = (...values: number[]): CaseInput => hold([values.length], values, 'i64');

/** What a case says of its node beyond operator and inputs. */
export interface CaseOptions {
  readonly opset?: number;
  readonly attributes?: Readonly<Record<string, WrittenAttribute>>;
  readonly outputs?: readonly string[];
  /** Told in the title. */
  readonly about?: string;
}

/** A model of one node. */
export function nodeCase(
  op: string,
  inputs: readonly CaseInput[],
  options: CaseOptions = {},
): OnnxCase {
  const { opset = 17, attributes, outputs = ['y'], about = '' } = options;
  const names = inputs.map((input, i) => (input ? `x${i}` : ''));
  return modelCase(`${op}-${opset} ${about}`.trim(), {
    opset,
    nodes: [{ op, inputs: names, outputs, ...(attributes && { attributes }), name: 'the node' }],
    inputs: Object.fromEntries(names.map((name, i) => [name, inputs[i] ?? null])),
    outputs: outputs.filter((name) => name !== ''),
  });
}

/** A model of several nodes. */
export function modelCase(
  title: string,
  model: {
    readonly opset: number;
    readonly nodes: readonly WrittenNode[];
    readonly inputs: Readonly<Record<string, CaseInput>>;
    readonly outputs: readonly string[];
  },
): OnnxCase {
  const fed = Object.entries(model.inputs).flatMap(([name, input]) =>
    input && 'feed' in input ? [[name, input.feed] as const] : [],
  );
  const held = Object.entries(model.inputs).flatMap(([name, input]) =>
    input && 'hold' in input ? [[name, input.hold] as const] : [],
  );
  return {
    title,
    model: writeOnnx({
      opset: model.opset,
      nodes: model.nodes,
      inputs: fed.map(([name, { type, tensor }]) => ({ name, type, shape: tensor.shape })),
      outputs: model.outputs.map((name) => ({ name })),
      initializers: Object.fromEntries(held),
    }),
    inputs: Object.fromEntries(fed),
  };
}

/** Attributes by kind: whole number, real, text, and lists of them. */
export const i = (int: number): WrittenAttribute => ({ int });
export const f = (float: number): WrittenAttribute => ({ float });
export const s = (text: string): WrittenAttribute => ({ text });
export const is = (...ints: number[]): WrittenAttribute => ({ ints });
export const fs = (...floats: number[]): WrittenAttribute => ({ floats });
