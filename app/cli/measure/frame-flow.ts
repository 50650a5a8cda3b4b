import { decodeSrgb } from '../../../engine/core/srgb.ts';
import type { Size } from '../../../engine/core/units.ts';
import {
  buildVideoFeatures,
  type VideoFeaturesGpu,
} from '../../../engine/features/video/registry.ts';
import { FrameEncoder } from '../../../engine/gpu/frame-encoder.ts';
import { type GpuContext, PICTURE_FORMAT } from '../../../engine/gpu/gpu-context.ts';
import { GpuScope } from '../../../engine/gpu/gpu-scope.ts';
import { readTexture } from '../../../engine/gpu/readback.ts';
import { fromHalfArray, toHalfArray } from '../../../engine/inference/half.ts';

/** Displacement since the frame before in uv units (r, g) and its confidence (b), row by row. */
export interface FlowField {
  readonly size: Size;
  readonly values: Float32Array;
}

/** The instrument's own optical flow of pictures in turn. */
export class FrameFlow {
  readonly #context: GpuContext;
  readonly #scope: GpuScope;
  readonly #picture: GPUTexture;
  readonly #features: VideoFeaturesGpu;
  readonly #frame: FrameEncoder;

  private constructor(
    context: GpuContext,
    scope: GpuScope,
    picture: GPUTexture,
    features: VideoFeaturesGpu,
  ) {
    this.#context = context;
    this.#scope = scope;
    this.#picture = picture;
    this.#features = features;
    this.#frame = new FrameEncoder(context.device);
  }

  /** Makes the features on a device. @throws ShaderError */
  static async open(context: GpuContext, { width, height }: Size): Promise<FrameFlow> {
    const size = { width, height };
    const scope = new GpuScope(context, {
      label: 'frame flow',
      header: { size, detail: 1, seed: 0 },
    });
    const picture = scope.texture({ label: 'picture', size, format: PICTURE_FORMAT });
    const features = await buildVideoFeatures(context, { picture, size, detail: 1 });
    return new FrameFlow(context, scope, picture, features);
  }

  /** The flow from the picture before. @param planes `[1, 3, height, width]` in 0..1, sRGB */
  async next(planes: Float32Array): Promise<FlowField> {
    const { width, height } = this.#picture;
    const plane = width * height;
    const pixels = Float32Array.from({ length: 4 * plane }, (_, i) =>
      i % 4 === 3 ? 1 : decodeSrgb(planes[(i % 4) * plane + Math.floor(i / 4)] ?? 0),
    );
    const { device, arena } = this.#context;
    const layout = { bytesPerRow: width * 8 };
    device.queue.writeTexture({ texture: this.#picture }, toHalfArray(pixels), layout, [
      width,
      height,
    ]);
    this.#frame.begin();
    this.#features.encode(this.#frame, new Set(['flow']));
    arena.flush();
    this.#frame.finish();
    const { size, data } = await readTexture(device, this.#features.texture('flow'));
    return { size, values: fromHalfArray(new Uint16Array(data)) };
  }

  dispose(): void {
    this.#features.dispose();
    this.#scope.dispose();
  }
}

/** Confidence from which on a place of the flow counts. */
const TRUSTED = 0.5;

/**
 * Mean square of what a picture differs from the one before, moved by the flow, where that is trusted.
 * @param now and `before` `[1, 3, height, width]`
 * @source M. Lai et al., "Learning Blind Video Temporal Consistency", 2018 (warping error)
 */
export function warpError(
  now: Float32Array,
  before: Float32Array,
  { size: grid, values }: FlowField,
  { width, height }: Size,
): number {
  const plane = width * height;
  let [sum, count] = [0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const row = Math.min(grid.height - 1, Math.floor(((y + 0.5) * grid.height) / height));
      const column = Math.min(grid.width - 1, Math.floor(((x + 0.5) * grid.width) / width));
      const at = (row * grid.width + column) * 4;
      if ((values[at + 2] ?? 0) < TRUSTED) continue;
      const fromX = x - (values[at] ?? 0) * width;
      const fromY = y - (values[at + 1] ?? 0) * height;
      if (fromX < 0 || fromY < 0 || fromX > width - 1 || fromY > height - 1) continue;
      for (let channel = 0; channel < 3; channel++) {
        const moved = sampleAt(before, channel * plane, { width, height }, fromX, fromY);
        sum += ((now[channel * plane + y * width + x] ?? 0) - moved) ** 2;
        count += 1;
      }
    }
  }
  return count > 0 ? sum / count : 0;
}

/** A number between the pixels of a plane. */
function sampleAt(
  values: Float32Array,
  start: number,
  { width, height }: Size,
  x: number,
  y: number,
): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, bottom] = [Math.min(left + 1, width - 1), Math.min(top + 1, height - 1)];
  const at = (column: number, row: number) => values[start + row * width + column] ?? 0;
  const [across, down] = [x - left, y - top];
  const above = at(left, top) * (1 - across) + at(right, top) * across;
  const below = at(left, bottom) * (1 - across) + at(right, bottom) * across;
  return above * (1 - down) + below * down;
}
