import { setTimeout as wait } from 'node:timers/promises';
import { create, globals } from 'webgpu';
import { FrameEncoder } from '../../../engine/gpu/frame-encoder.ts';
import type { GpuContext } from '../../../engine/gpu/gpu-context.ts';
import { createGpuHost } from '../../../engine/gpu/gpu-host.ts';
import { importOnnx } from '../../../engine/inference/onnx/import.ts';
import { optimizeGraph } from '../../../engine/inference/optimize/optimize-graph.ts';
import { buildProgram } from '../../../engine/inference/program.ts';
import { type TuneStore, tuneGraph } from '../../../engine/inference/tune.ts';
import type { NetRequest } from './net-request.ts';
import { outputName } from './onnx-file.ts';
import type { Racer } from './race.ts';

/** A device on Dawn, opened as the instrument opens it. */
export interface BenchDevice {
  readonly context: GpuContext;
  /** Validation errors. Grows. */
  readonly faults: readonly string[];
}

/** Opens the device that ours and its peers share. */
export async function openBenchDevice(): Promise<BenchDevice> {
  Object.assign(globalThis, globals);
  copyFromSharedMemory();
  const gpu = create([]);
  // Peers look for the GPU where a page has it.
  const page = { gpu, userAgent: 'Node', hardwareConcurrency: navigatorThreads() };
  Object.defineProperty(globalThis, 'navigator', { value: page, configurable: true });
  const faults: string[] = [];
  const host = createGpuHost({
    gpu,
    wait: (seconds) => wait(seconds * 1000),
    build: async () => {},
    drop: () => {},
    onStatus: () => {},
    onError: (message) => faults.push(message),
  });
  await host.start();
  if (!host.context) throw new Error('There is no GPU device; set VK_DRIVER_FILES.');
  return { context: host.context, faults };
}

function navigatorThreads(): number {
  return globalThis.navigator?.hardwareConcurrency ?? 1;
}

/** Dawn in Node refuses to write from shared memory, in which onnxruntime-web keeps its own. */
function copyFromSharedMemory(): void {
  const { writeBuffer } = GPUQueue.prototype;
  GPUQueue.prototype.writeBuffer = function write(buffer, at, data, from = 0, size) {
    const isView = ArrayBuffer.isView(data);
    const memory: ArrayBufferLike = isView ? data.buffer : (data as ArrayBufferLike);
    if (!(memory instanceof SharedArrayBuffer)) {
      return writeBuffer.call(this, buffer, at, data as ArrayBuffer, from, size);
    }
    const unit = isView && 'BYTES_PER_ELEMENT' in data ? Number(data.BYTES_PER_ELEMENT) : 1;
    const start = (isView ? data.byteOffset : 0) + from * unit;
    const end = isView ? data.byteOffset + data.byteLength : memory.byteLength;
    const copy = new Uint8Array(size === undefined ? end - start : size * unit);
    copy.set(new Uint8Array(memory, start, copy.length));
    return writeBuffer.call(this, buffer, at, copy);
  };
}

/** A net on our kernels. */
export async function openOurs(
  { net, file, input, device }: NetRequest,
  {
    context,
    precision,
    tuned,
  }: {
    readonly context: GpuContext;
    readonly precision: 'f32' | 'f16';
    /** Choices of kernels, measured where they are missing; null for the standard ones. */
    readonly tuned: TuneStore | null;
  },
): Promise<Racer> {
  const graph = optimizeGraph(importOnnx(file, { file: net.title }));
  const variant = tuned ? await tuneGraph(context, graph, { precision, store: tuned }) : undefined;
  const program = await buildProgram(context, graph, {
    label: net.title,
    precision,
    ...(variant && { variant }),
  });
  const { channels, height, width } = net.input;
  program.write({ input: { dtype: 'f32', shape: [1, channels, height, width], data: input } });
  const frame = new FrameEncoder(device);
  return {
    name: 'ours',
    pass() {
      frame.begin();
      program.encode(frame);
      frame.finish();
    },
    finish: async () => void (await device.queue.onSubmittedWorkDone()),
    async read() {
      const { [outputName(net)]: result } = await program.read();
      return result?.data as Float32Array;
    },
    close: () => program.dispose(),
  };
}
