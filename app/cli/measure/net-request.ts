import type { Net } from './net.ts';

/** What a net is opened with on a runtime. */
export interface NetRequest {
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
