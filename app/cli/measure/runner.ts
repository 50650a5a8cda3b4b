import type { Net } from './net.ts';

/** A net on one runtime, its input in place. */
export interface Runner {
  /** Name of the runtime and how it is used, such as `onnxruntime-web webgpu`. */
  readonly name: string;
  /** Starts one pass; what it leaves on the GPU's queue need not be done yet. */
  pass(): void | Promise<void>;
  /** Waits until all passes are done. */
  finish(): Promise<void>;
  /** The last pass's result, row-major `[1, channels, height, width]`. */
  read(): Promise<Float32Array>;
  close(): void | Promise<void>;
}

/** What a runner is opened with. */
export interface RunnerRequest {
  readonly net: Net;
  /** The net as an ONNX file. */
  readonly file: Uint8Array<ArrayBuffer>;
  /** The picture, row-major `[1, channels, height, width]`. */
  readonly input: Float32Array<ArrayBuffer>;
  /** The device that ours runs on. */
  readonly device: GPUDevice;
}

/** Elements of a value. */
export function elementsOf(value: Net['input']): number {
  return value.channels * value.height * value.width;
}
