import type { AudioLevels } from '../../engine/core/audio-levels.ts';
import { silentLevels } from '../../engine/core/audio-levels.ts';
import type { Size } from '../../engine/core/units.ts';
import { FrameEncoder } from '../../engine/gpu/frame-encoder.ts';
import { writeFrameUniform } from '../../engine/gpu/frame-uniform.ts';
import { type GpuContext, PICTURE_FORMAT } from '../../engine/gpu/gpu-context.ts';
import { readTexture } from '../../engine/gpu/readback.ts';

/** Linear light of a pixel at (x, y), from the top left. */
export type Painter = (x: number, y: number) => readonly [number, number, number];

const SCRATCH_FLOAT = new Float32Array(1);
const SCRATCH_BITS = new Uint32Array(SCRATCH_FLOAT.buffer);

/** Bits of the half float nearest to `value`. @source IEEE 754-2019, binary16 */
export function toHalf(value: number): number {
  SCRATCH_FLOAT[0] = value;
  const bits = SCRATCH_BITS[0] ?? 0;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude >= 0x47800000) return sign | (magnitude > 0x7f800000 ? 0x7e00 : 0x7c00);
  if (magnitude < 0x38800000) {
    return sign | Math.round(Math.abs(SCRATCH_FLOAT[0] ?? 0) * 2 ** 24);
  }
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((rounded - 0x38000000) >>> 13);
}

/** The number that the bits of a half float stand for. @source IEEE 754-2019, binary16 */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 31) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}

/** An empty picture in the instrument's format. Destroy it yourself. */
export function createPicture(context: GpuContext, size: Size, label = 'picture'): GPUTexture {
  return context.device.createTexture({
    label,
    size: [size.width, size.height],
    format: PICTURE_FORMAT,
    usage:
      GPUTextureUsage.TEXTURE_BINDING |
      GPUTextureUsage.RENDER_ATTACHMENT |
      GPUTextureUsage.COPY_DST |
      GPUTextureUsage.COPY_SRC |
      GPUTextureUsage.STORAGE_BINDING,
  });
}

/** Fills a picture. */
export function paint(context: GpuContext, picture: GPUTexture, painter: Painter): void {
  const { width, height } = picture;
  const texels = new Uint16Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const place = (y * width + x) * 4;
      const [r, g, b] = painter(x, y);
      texels[place] = toHalf(r);
      texels[place + 1] = toHalf(g);
      texels[place + 2] = toHalf(b);
      texels[place + 3] = toHalf(1);
    }
  }
  context.device.queue.writeTexture({ texture: picture }, texels, { bytesPerRow: width * 8 }, [
    width,
    height,
  ]);
}

/** Reads a picture: RGBA, linear light, row by row. */
export async function readPicture(context: GpuContext, picture: GPUTexture): Promise<Float32Array> {
  const { data } = await readTexture(context.device, picture);
  return Float32Array.from(new Uint16Array(data), fromHalf);
}

/** Reads an `rgba8unorm` texture: RGBA bytes, row by row. */
export async function readBytes(context: GpuContext, texture: GPUTexture): Promise<Uint8Array> {
  const { data } = await readTexture(context.device, texture);
  return new Uint8Array(data);
}

/** When and how loud a test's frame is. */
export interface TestFrame {
  readonly index: number;
  readonly fps?: number;
  readonly tempoBpm?: number;
  readonly audio?: Partial<AudioLevels>;
}

/** Encodes and submits one frame with the frame uniform of its time. */
export function runFrame(
  context: GpuContext,
  at: TestFrame,
  encode: (frame: FrameEncoder) => void,
): void {
  const { index, fps = 30, tempoBpm = 120, audio = {} } = at;
  const seconds = index / fps;
  const beat = (seconds * tempoBpm) / 60;
  writeFrameUniform(
    context.frameUniform.values,
    {
      index,
      seconds,
      delta: index === 0 ? 0 : 1 / fps,
      beat,
      beatPhase: beat % 1,
      bar: Math.floor(beat / 4),
      barPhase: (beat / 4) % 1,
      tempoBpm,
    },
    { ...silentLevels(), ...audio },
    0,
  );
  const frame = new FrameEncoder(context.device);
  frame.begin();
  encode(frame);
  context.arena.flush();
  frame.finish();
}
