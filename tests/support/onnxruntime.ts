/** onnxruntime-web on the CPU in Node: the measure of what ONNX models mean. */

import * as ort from 'onnxruntime-web';
import type { CpuTensor } from '../../engine/inference/tensor.ts';
import type { ElementName } from './onnx-writer.ts';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

/** A tensor with its element type in the file. */
export interface FedTensor {
  readonly type: ElementName;
  readonly tensor: CpuTensor;
}

function fed({ type, tensor }: FedTensor): ort.Tensor {
  const { data, shape } = tensor;
  const dims = [...shape];
  const numbers = Array.from(data);
  if (type === 'f32') return new ort.Tensor('float32', Float32Array.from(numbers), dims);
  if (type === 'f64') return new ort.Tensor('float64', Float64Array.from(numbers), dims);
  if (type === 'i64') return new ort.Tensor('int64', BigInt64Array.from(numbers, BigInt), dims);
  if (type === 'i32') return new ort.Tensor('int32', Int32Array.from(numbers), dims);
  if (type === 'i8') return new ort.Tensor('int8', Int8Array.from(numbers), dims);
  if (type === 'u8') return new ort.Tensor('uint8', Uint8Array.from(numbers), dims);
  if (type === 'bool') return new ort.Tensor('bool', Uint8Array.from(numbers), dims);
  throw new Error(`Tests feed no ${type}.`);
}

function taken(value: ort.Tensor): CpuTensor {
  const shape = [...value.dims];
  const numbers = Array.from(value.data as Iterable<number | bigint>, Number);
  if (value.type.startsWith('float'))
    return { dtype: 'f32', shape, data: Float32Array.from(numbers) };
  const held = numbers.map((number) => Math.min(Math.max(number, -(2 ** 31)), 2 ** 31 - 1));
  return { dtype: 'i32', shape, data: Int32Array.from(held) };
}

/** What onnxruntime makes of a model. Whole numbers are held within 32 bits. */
export async function runOnnxruntime(
  model: Uint8Array,
  inputs: Readonly<Record<string, FedTensor>>,
): Promise<Record<string, CpuTensor>> {
  const session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'] });
  try {
    const feeds = Object.entries(inputs).map(([name, value]) => [name, fed(value)] as const);
    const results = await session.run(Object.fromEntries(feeds));
    return Object.fromEntries(Object.entries(results).map(([name, value]) => [name, taken(value)]));
  } finally {
    await session.release();
  }
}
