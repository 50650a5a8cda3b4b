import { create, globals } from 'webgpu';
import { type BenchDevice, openBenchDevice } from './bench-device.ts';

/** Opens the device that ours and its peers share in Node, on Dawn. */
export async function openDawnDevice(): Promise<BenchDevice> {
  Object.assign(globalThis, globals);
  copyFromSharedMemory();
  const gpu = create([]);
  // Peers look for the GPU where a page has it.
  const page = { gpu, userAgent: 'Node', hardwareConcurrency: navigatorThreads() };
  Object.defineProperty(globalThis, 'navigator', { value: page, configurable: true });
  return openBenchDevice(gpu);
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
