import type { Size } from '../core/units.ts';

/** Bytes of a pixel of the formats that can be read back. */
const PIXEL_BYTES: Partial<Record<GPUTextureFormat, number>> = {
  rgba8unorm: 4,
  bgra8unorm: 4,
  r32float: 4,
  rg32float: 8,
  rgba16float: 8,
  rgba32float: 16,
};

/**
 * Reads a whole texture, rows tightly packed. For tests, stills and offline renders: it waits
 * for the GPU, so it has no place in the frame path.
 * @returns the bytes, `size.width * size.height * bytes per pixel`
 * @throws Error for a format that it does not know
 */
export async function readTexture(
  device: GPUDevice,
  texture: GPUTexture,
): Promise<{ size: Size; data: ArrayBuffer }> {
  const pixelBytes = PIXEL_BYTES[texture.format];
  if (!pixelBytes) throw new Error(`readTexture cannot read ${texture.format}.`);
  const { width, height } = texture;
  const rowBytes = width * pixelBytes;
  const stride = Math.ceil(rowBytes / 256) * 256;
  const staging = device.createBuffer({
    label: 'readback',
    size: stride * height,
    usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
  });
  const encoder = device.createCommandEncoder({ label: 'readback' });
  encoder.copyTextureToBuffer({ texture }, { buffer: staging, bytesPerRow: stride }, [
    width,
    height,
  ]);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const mapped = new Uint8Array(staging.getMappedRange());
  const packed = new Uint8Array(rowBytes * height);
  for (let y = 0; y < height; y++) {
    packed.set(mapped.subarray(y * stride, y * stride + rowBytes), y * rowBytes);
  }
  staging.destroy();
  return { size: { width, height }, data: packed.buffer };
}

/**
 * Reads the first `bytes` bytes (a multiple of 4) of a buffer. Like {@link readTexture} it waits
 * for the GPU.
 */
export async function readBuffer(
  device: GPUDevice,
  buffer: GPUBuffer,
  bytes: number,
): Promise<ArrayBuffer> {
  const staging = device.createBuffer({
    label: 'readback',
    size: bytes,
    usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
  });
  const encoder = device.createCommandEncoder({ label: 'readback' });
  encoder.copyBufferToBuffer(buffer, 0, staging, 0, bytes);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const copy = staging.getMappedRange().slice(0);
  staging.destroy();
  return copy;
}
