import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { fail, messageOf } from '../../core/errors.ts';
import { fromHalfArray } from '../half.ts';
import { type CpuTensor, elementCount, type Shape, shapeText } from '../tensor.ts';
import { saturateInt32 } from '../weights/stored-tensor.ts';
import type { BoundInput, DeclaredValue } from './declared-values.ts';
import { ELEMENT_FORMS, elementTypeOf } from './stored-array.ts';
import { computedType } from './tensor-proto.ts';

/** A model on onnxruntime-web. */
export interface OnnxruntimeSession {
  /** Where it computes: on the GPU device that it was given, or on the processor. */
  readonly provider: 'webgpu' | 'wasm';
  /** Why it is not on the GPU, where one was given. */
  readonly refusal: string | null;
  run(inputs: Readonly<Record<string, CpuTensor>>): Promise<Record<string, CpuTensor>>;
  /** As {@link run}, with values that stay on the device where both sides can read them there. */
  runHanded(inputs: Readonly<Record<string, Handed>>): Promise<Record<string, Handed>>;
  release(): Promise<void>;
}

/** A value that is handed from one runtime to the other. */
export interface Handed {
  readonly shape: Shape;
  /** Where it lies on the device, row-major in 32 bits; null when it lies on the processor. */
  readonly buffer: GPUBuffer | null;
  numbers(): Promise<CpuTensor>;
  /** Gives its memory back; it is not read afterwards. */
  release(): void;
}

/** A value on the processor, to be handed on. */
export function handed(tensor: CpuTensor): Handed {
  const { shape } = tensor;
  return { shape, buffer: null, numbers: async () => tensor, release: () => {} };
}

/** Element types whose numbers lie on the device as our kernels keep them. */
const SHARED: ReadonlySet<string> = new Set(['F32', 'I32']);

// onnxruntime-web is large: the build that a model needs is loaded when it needs it.
const loadForGpu = () => import('onnxruntime-web/webgpu');
const loadForProcessor = () => import('onnxruntime-web/wasm');
type Onnxruntime = Awaited<ReturnType<typeof loadForProcessor>>;

/** onnxruntime, quiet, and with one thread where the page is not isolated: more share memory. */
function settled(ort: Onnxruntime): Onnxruntime {
  ort.env.logLevel = 'error';
  if (!globalThis.crossOriginIsolated) ort.env.wasm.numThreads = 1;
  return ort;
}

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
    /** Outputs that may stay on the device. */
    readonly shared?: readonly DeclaredValue[];
  },
): Promise<OnnxruntimeSession> {
  const { device, file, inputs, shared = [] } = options;
  const onGpu = device ? await tryDevice(bytes, device, shared) : { refusal: null };
  if ('session' in onGpu) {
    return wrap(onGpu.ort, onGpu.session, inputs, { provider: 'webgpu', refusal: null });
  }
  const ort = settled(await loadForProcessor());
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
  shared: readonly DeclaredValue[],
): Promise<
  { readonly ort: Onnxruntime; readonly session: InferenceSession } | { readonly refusal: string }
> {
  // onnxruntime asks the page for its GPU even when it is given a device.
  if (!globalThis.navigator?.gpu) return { refusal: 'this platform offers it no WebGPU' };
  try {
    const ort = settled(await loadForGpu());
    const provider: InferenceSession.WebGpuExecutionProviderOption = { name: 'webgpu', device };
    const session = await ort.InferenceSession.create(bytes, {
      executionProviders: [provider],
      preferredOutputLocation: Object.fromEntries(
        shared.map(({ name, type }) => [name, SHARED.has(type) ? 'gpu-buffer' : 'cpu'] as const),
      ),
    });
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
    async runHanded(given) {
      const isOnGpu = place.provider === 'webgpu';
      const feeds = inputs.map(async (input) => {
        const value = given[input.name];
        const shares = isOnGpu && value?.buffer && SHARED.has(input.type);
        const tensor = shares
          ? onDevice(ort, input, value)
          : toOrt(ort, input, await value?.numbers());
        return [input.name, tensor] as const;
      });
      const results = await session.run(Object.fromEntries(await Promise.all(feeds)));
      return Object.fromEntries(
        Object.entries(results).map(([name, value]) => [name, handedOver(name, value)] as const),
      );
    },
    release: () => session.release(),
  };
}

/** A tensor of onnxruntime that is our own memory. */
function onDevice(ort: Onnxruntime, { type }: DeclaredValue, { buffer, shape }: Handed): Tensor {
  const dataType = type === 'F32' ? 'float32' : 'int32';
  return ort.Tensor.fromGpuBuffer(buffer as GPUBuffer, { dataType, dims: [...shape] });
}

function handedOver(name: string, value: Tensor): Handed {
  if (value.location !== 'gpu-buffer') return handed(fromOrt(name, value));
  return {
    shape: [...value.dims],
    buffer: value.gpuBuffer,
    async numbers() {
      await value.getData();
      return fromOrt(name, value);
    },
    release: () => value.dispose(),
  };
}

/**
 * Types of a model's outputs, learnt by running it once on the processor.
 * @returns null when onnxruntime refuses it, or an output is no tensor of numbers that we hold
 */
export async function typesOnOnnxruntime(
  bytes: Uint8Array<ArrayBuffer>,
  inputs: readonly DeclaredValue[],
  given: Readonly<Record<string, CpuTensor>>,
): Promise<BoundInput[] | null> {
  const ort = settled(await loadForProcessor());
  try {
    const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] });
    const feeds = inputs.map(
      (input) => [input.name, toOrt(ort, input, given[input.name])] as const,
    );
    const results = await session.run(Object.fromEntries(feeds));
    await session.release();
    const types = Object.entries(results).flatMap(([name, value]): BoundInput[] => {
      const elementType = elementTypeOf(value.type) ?? 0;
      const dtype = computedType(elementType);
      return dtype ? [{ name, elementType, dtype, shape: [...value.dims] }] : [];
    });
    return types.length === Object.keys(results).length ? types : null;
  } catch {
    // What refuses a sample may still take the user's numbers: the whole model is run instead.
    return null;
  }
}

function toOrt(ort: Onnxruntime, input: DeclaredValue, given: CpuTensor | undefined): Tensor {
  const form = ELEMENT_FORMS[input.type];
  if (!given || !form || elementCount(given.shape) !== given.data.length) {
    return fail({
      subject: `The input "${input.name}"`,
      constraint: `be a tensor of ${input.type}`,
      got: given ? `${given.data.length} numbers for ${shapeText(given.shape)}` : 'nothing',
      remedy: 'give a tensor of that type',
    });
  }
  const { ortName, store } = form;
  return new ort.Tensor(ortName as 'float32', store(given.data) as Float32Array, [...given.shape]);
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
