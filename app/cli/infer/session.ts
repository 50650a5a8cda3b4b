/**
 * The engine's side of `npm run infer`. It is loaded by Vite, which knows how the engine finds its
 * ops and shaders.
 */

import { create, globals } from 'webgpu';
import type { AdapterDescription } from '../../../engine/gpu/adapter.ts';
import type { ModelDescription } from '../../../engine/inference/onnx/import.ts';
import { describeModel, importModel } from '../../../engine/inference/onnx/import.ts';
import { openOnnxruntime } from '../../../engine/inference/onnx/onnxruntime.ts';
import { loadModel } from '../../../engine/inference/onnx/run-model.ts';
import type { CpuTensor } from '../../../engine/inference/tensor.ts';
import { openBenchDevice } from '../measure/bench-device.ts';

/** What a model is opened with. */
export interface SessionRequest {
  readonly file: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly backend: 'ours' | 'ort' | null;
  readonly precision: 'f32' | 'f16';
}

/** A model that is ready to run. */
export interface Session {
  /** Our kernels, onnxruntime-web, or each a part of the model. */
  readonly backend: 'ours' | 'ort' | 'both';
  readonly adapter: AdapterDescription;
  readonly notice: string | null;
  run(inputs: Readonly<Record<string, CpuTensor>>): Promise<Record<string, CpuTensor>>;
  close(): void;
}

const PROCESSOR: AdapterDescription = {
  vendor: 'onnxruntime-web',
  architecture: 'wasm',
  description: 'the processor',
  software: true,
};

/** What a model's file declares. @throws InstrumentError when it is no ONNX model, or torn */
export function describe(bytes: Uint8Array<ArrayBuffer>, file: string): ModelDescription {
  return describeModel(bytes, file);
}

/** Opens a model. @throws InstrumentError naming what cannot be */
export async function openSession(request: SessionRequest): Promise<Session> {
  return request.backend === 'ort' ? onOnnxruntime(request) : onDevice(request);
}

async function onOnnxruntime({ bytes, file }: SessionRequest): Promise<Session> {
  const { inputs } = describeModel(bytes, file);
  const session = await openOnnxruntime(bytes, { file, inputs });
  return {
    backend: 'ort',
    adapter: PROCESSOR,
    notice: null,
    run: (given) => session.run(given),
    close: () => void session.release(),
  };
}

async function onDevice(request: SessionRequest): Promise<Session> {
  const { file, bytes, shapes, backend, precision } = request;
  // Asked for our kernels alone, the user is told what they lack before a device is opened.
  if (backend === 'ours') importModel(bytes, { file, shapes });
  Object.assign(globalThis, globals);
  const { context, faults, close } = await openBenchDevice(create([]));
  const model = await loadModel(bytes, { context, file, shapes, precision });
  const isForeign = model.backend === 'onnxruntime';
  return {
    backend: model.backend === 'onnxruntime' ? 'ort' : model.backend,
    adapter: isForeign ? PROCESSOR : context.adapter,
    notice: model.notice ?? null,
    async run(inputs) {
      const outputs = await model.run(inputs);
      if (faults.length > 0) throw new Error(`The GPU complained: ${faults.join('; ')}`);
      return outputs;
    },
    close() {
      model.dispose();
      close();
    },
  };
}
