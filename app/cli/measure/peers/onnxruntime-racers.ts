/** onnxruntime-web on any ONNX file with static shapes, on the GPU and on the processor. */

import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { messageOf } from '../../../../engine/core/errors.ts';
import { readBuffer } from '../../../../engine/gpu/readback.ts';
import type { Racer } from '../race.ts';

/** An input as onnxruntime takes it. */
export interface FedValue {
  readonly type: 'float32' | 'int32' | 'int64';
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>;
  /** Read by the processor where the graph is not captured. */
  readonly onProcessor?: boolean;
}

/** A task as an ONNX file. */
export interface OnnxTask {
  readonly file: Uint8Array<ArrayBuffer>;
  readonly inputs: Readonly<Record<string, FedValue>>;
  /** The output that is compared, with its shape. */
  readonly output: { readonly name: string; readonly shape: readonly number[] };
  /** Outputs that take the place of inputs, by the inputs' names: caches. */
  readonly updates?: Readonly<Record<string, string>>;
}

const countOf = (shape: readonly number[]) => shape.reduce((product, n) => product * n, 1);

/**
 * On our device, as its makers advise for speed: static shapes, tensors kept on the GPU, caches in
 * place, and the graph captured where the file allows it (the name says so).
 * @source https://onnxruntime.ai/docs/tutorials/web/ep-webgpu.html
 */
export async function openOnGpu(task: OnnxTask, device: GPUDevice): Promise<Racer> {
  try {
    return await openCaptured(task, device, true);
  } catch (thrown) {
    const racer = await openCaptured(task, device, false);
    return {
      ...racer,
      name: `${racer.name}, no graph capture (${messageOf(thrown).slice(0, 120)})`,
    };
  }
}

async function openCaptured(task: OnnxTask, device: GPUDevice, capture: boolean): Promise<Racer> {
  const { file, inputs, output, updates = {} } = task;
  const ort = await import('onnxruntime-web/webgpu');
  ort.env.logLevel = 'error';
  const session = await ort.InferenceSession.create(file, {
    executionProviders: [{ name: 'webgpu', device }],
    enableGraphCapture: capture,
    preferredOutputLocation: 'gpu-buffer',
  });
  const buffers: GPUBuffer[] = [];
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const onGpu = (type: FedValue['type'], shape: readonly number[]) => {
    const bytes = countOf(shape) * (type === 'int64' ? 8 : 4);
    const buffer = device.createBuffer({ size: Math.max(16, bytes), usage });
    buffers.push(buffer);
    const tensor = ort.Tensor.fromGpuBuffer(buffer, { dataType: type, dims: [...shape] });
    return { buffer, tensor };
  };
  const feeds: Record<string, Tensor> = {};
  for (const [name, { type, shape, data, onProcessor }] of Object.entries(inputs)) {
    if (onProcessor && !capture) {
      feeds[name] = new ort.Tensor(type as 'float32', data as Float32Array, [...shape]);
      continue;
    }
    const { buffer, tensor } = onGpu(type, shape);
    device.queue.writeBuffer(buffer, 0, data);
    feeds[name] = tensor;
  }
  const result = onGpu('float32', output.shape);
  const fetches: Record<string, Tensor> = { [output.name]: result.tensor };
  for (const [input, next] of Object.entries(updates)) fetches[next] = feeds[input] as Tensor;
  const racer: Racer = {
    name: `onnxruntime-web webgpu`,
    pass: async () => void (await session.run(feeds, fetches)),
    finish: async () => void (await device.queue.onSubmittedWorkDone()),
    read: async () =>
      new Float32Array(await readBuffer(device, result.buffer, countOf(output.shape) * 4)),
    async close() {
      await session.release();
      for (const buffer of buffers) buffer.destroy();
    },
  };
  try {
    await racer.pass();
    await racer.pass();
    await racer.finish();
  } catch (thrown) {
    // What failed may leave a session that cannot be released either; the first reason is told.
    await Promise.resolve(racer.close()).catch(() => {});
    throw thrown;
  }
  return racer;
}

/** On the processor, with one thread. */
export async function openOnProcessor({ file, inputs, output }: OnnxTask): Promise<Racer> {
  const ort = await import('onnxruntime-web/wasm');
  ort.env.logLevel = 'error';
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(file, { executionProviders: ['wasm'] });
  const feeds = Object.entries(inputs).map(([name, { type, shape, data }]) => {
    return [name, new ort.Tensor(type as 'float32', data as Float32Array, [...shape])] as const;
  });
  const given: InferenceSession.OnnxValueMapType = Object.fromEntries(feeds);
  let result = new Float32Array();
  return {
    name: 'onnxruntime-web wasm, 1 thread',
    async pass() {
      const outputs = await session.run(given);
      result = outputs[output.name]?.data as Float32Array<ArrayBuffer>;
    },
    finish: async () => {},
    read: async () => result,
    close: () => session.release(),
  };
}
