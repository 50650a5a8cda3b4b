import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { fail, messageOf } from '../../core/errors.ts';
import { fromHalfArray, toHalfArray } from '../half.ts';
import { type CpuTensor, elementCount, shapeText } from '../tensor.ts';
import { saturateInt32 } from '../weights/stored-tensor.ts';
import type { DeclaredValue } from './declared-values.ts';

/** A model on onnxruntime-web. */
export interface OnnxruntimeSession {
  /** Where it computes: on the GPU device that it was given, or on the processor. */
  readonly provider: 'webgpu' | 'wasm';
  /** Why it is not on the GPU, where one was given. */
  readonly refusal: string | null;
  run(inputs: Readonly<Record<string, CpuTensor>>): Promise<Record<string, CpuTensor>>;
  release(): Promise<void>;
}

// onnxruntime-web is large: the build that a model needs is loaded when it needs it.
const loadForGpu = () => import('onnxruntime-web/webgpu');
const loadForProcessor = () => import('onnxruntime-web/wasm');
type Onnxruntime = Awaited<ReturnType<typeof loadForProcessor>>;

/**
 * Opens a model on onnxruntime-web: on the given device where its build allows that, else on the
 * processor.
 * @throws InstrumentError when onnxruntime refuses the model
 */
export async function openOnnxruntime(
  bytes: Uint8Array<ArrayBuffer>,
  options: {
    readonly file: string;
    readonly inputs: readonly DeclaredValue[];
    readonly device?: GPUDevice;
  },
): Promise<OnnxruntimeSession> {
  const { device, file, inputs } = options;
  const onGpu = device ? await tryDevice(bytes, device) : { refusal: null };
  if ('session' in onGpu) {
    return wrap(onGpu.ort, onGpu.session, inputs, { provider: 'webgpu', refusal: null });
  }
  const ort = await loadForProcessor();
  ort.env.logLevel = 'error';
  // One thread where the page is not isolated: more would need shared memory.
  if (!globalThis.crossOriginIsolated) ort.env.wasm.numThreads = 1;
  try {
    const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] });
    return wrap(ort, session, inputs, { provider: 'wasm', refusal: onGpu.refusal });
  } catch (thrown) {
    return fail(
      {
        subject: `The model ${file}`,
        constraint: 'be one that onnxruntime-web runs',
        got: messageOf(thrown),
        remedy: 'correct the model, or export it for an older operator set',
      },
      { cause: thrown },
    );
  }
}

async function tryDevice(
  bytes: Uint8Array<ArrayBuffer>,
  device: GPUDevice,
): Promise<
  { readonly ort: Onnxruntime; readonly session: InferenceSession } | { readonly refusal: string }
> {
  // onnxruntime asks the page for its GPU even when it is given a device.
  if (!globalThis.navigator?.gpu) return { refusal: 'this platform offers it no WebGPU' };
  try {
    const ort = await loadForGpu();
    ort.env.logLevel = 'error';
    const provider: InferenceSession.WebGpuExecutionProviderOption = { name: 'webgpu', device };
    const session = await ort.InferenceSession.create(bytes, { executionProviders: [provider] });
    return { ort, session };
  } catch (thrown) {
    return { refusal: messageOf(thrown) };
  }
}

function wrap(
  ort: Onnxruntime,
  session: InferenceSession,
  inputs: readonly DeclaredValue[],
  place: Pick<OnnxruntimeSession, 'provider' | 'refusal'>,
): OnnxruntimeSession {
  return {
    ...place,
    async run(given) {
      const feeds = inputs.map(
        (input) => [input.name, toOrt(ort, input, given[input.name])] as const,
      );
      const results = await session.run(Object.fromEntries(feeds));
      const taken = Object.entries(results).map(
        ([name, value]) => [name, fromOrt(name, value)] as const,
      );
      return Object.fromEntries(taken);
    },
    release: () => session.release(),
  };
}

type Data =
  | Float32Array
  | Float64Array
  | Uint16Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Int8Array
  | Uint8Array;

/** How tensors of each declared type are handed to onnxruntime. */
const FED: Readonly<Record<string, readonly [Tensor.Type, (data: CpuTensor['data']) => Data]>> = {
  F32: ['float32', (data) => Float32Array.from(data)],
  F64: ['float64', (data) => Float64Array.from(data)],
  F16: ['float16', (data) => toHalfArray(data)],
  I64: ['int64', (data) => BigInt64Array.from(Array.from(data, BigInt))],
  U64: ['uint64', (data) => BigUint64Array.from(Array.from(data, BigInt))],
  I32: ['int32', (data) => Int32Array.from(data)],
  U32: ['uint32', (data) => Uint32Array.from(data)],
  I16: ['int16', (data) => Int16Array.from(data)],
  U16: ['uint16', (data) => Uint16Array.from(data)],
  I8: ['int8', (data) => Int8Array.from(data)],
  U8: ['uint8', (data) => Uint8Array.from(data)],
  BOOL: ['bool', (data) => Uint8Array.from(data)],
};

function toOrt(ort: Onnxruntime, input: DeclaredValue, given: CpuTensor | undefined): Tensor {
  const form = FED[input.type];
  if (!given || !form || elementCount(given.shape) !== given.data.length) {
    return fail({
      subject: `The input "${input.name}"`,
      constraint: `be a tensor of ${input.type}`,
      got: given ? `${given.data.length} numbers for ${shapeText(given.shape)}` : 'nothing',
      remedy: 'give a tensor of that type',
    });
  }
  const [type, convert] = form;
  return new ort.Tensor(type as 'float32', convert(given.data) as Float32Array, [...given.shape]);
}

function fromOrt(name: string, value: Tensor): CpuTensor {
  const shape = [...value.dims];
  if (value.type === 'string') {
    return fail({
      subject: `The output "${name}"`,
      constraint: 'hold numbers',
      got: 'text',
      remedy: 'use a model that gives numbers',
    });
  }
  if (value.type === 'float16') {
    const { buffer, byteOffset, length } = value.data as unknown as Uint16Array<ArrayBuffer>;
    return {
      dtype: 'f32',
      shape,
      data: fromHalfArray(new Uint16Array(buffer, byteOffset, length)),
    };
  }
  const numbers = Array.from(value.data as ArrayLike<number | bigint>, Number);
  if (value.type.startsWith('float')) {
    return { dtype: 'f32', shape, data: Float32Array.from(numbers) };
  }
  return { dtype: 'i32', shape, data: Int32Array.from(numbers, saturateInt32) };
}
