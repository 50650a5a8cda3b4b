/** onnxruntime-web's WebGPU build in Node, on the device of the tests: what a browser gives it. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as ort from 'onnxruntime-web/webgpu';
import { openGpu } from './dawn.ts';

/**
 * Lets onnxruntime-web find WebGPU as it would in a page.
 * @returns what takes it away again
 */
export function offerWebGpu(): () => void {
  const folder = createRequire(import.meta.url)
    .resolve('onnxruntime-web')
    .replace(/[^/]+$/, '');
  const wasm = readFileSync(`${folder}ort-wasm-simd-threaded.asyncify.wasm`);
  ort.env.wasm.wasmBinary = new Uint8Array(wasm).buffer;
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', {
    value: { gpu: openGpu(), userAgent: 'Node' },
    configurable: true,
  });
  const writeBuffer = takeSharedMemory();
  return () => {
    GPUQueue.prototype.writeBuffer = writeBuffer;
    if (before) Object.defineProperty(globalThis, 'navigator', before);
    else Reflect.deleteProperty(globalThis, 'navigator');
  };
}

/** Dawn in Node refuses to write from the shared memory that onnxruntime's module lives in. */
function takeSharedMemory(): GPUQueue['writeBuffer'] {
  const original = GPUQueue.prototype.writeBuffer;
  GPUQueue.prototype.writeBuffer = function (this: GPUQueue, buffer, place, data, from = 0, count) {
    const isView = ArrayBuffer.isView(data);
    const unit = isView ? ((data as Uint8Array).BYTES_PER_ELEMENT ?? 1) : 1;
    const start = (isView ? data.byteOffset : 0) + from * unit;
    const length = count === undefined ? data.byteLength - from * unit : count * unit;
    const copy = new Uint8Array(length);
    copy.set(new Uint8Array(isView ? data.buffer : data, start, length));
    return original.call(this, buffer, place, copy);
  };
  return original;
}
