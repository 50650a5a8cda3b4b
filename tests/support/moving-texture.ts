import { lerp } from '../../engine/core/numeric.ts';
import { createRandom } from '../../engine/core/random.ts';
import type { VideoFeaturesGpu } from '../../engine/features/video/registry.ts';
import type { GpuContext } from '../../engine/gpu/gpu-context.ts';
import { paint, readPicture, runFrame, type TestFrame } from './pictures.ts';

/** Where in a texture the pixel (x, y) looks. */
export type Placement = (x: number, y: number) => readonly [x: number, y: number];

/** Brightness (sRGB-encoded, 0 to 1) of an endless texture at a point, in pixels. */
export type Texture = (x: number, y: number) => number;

/** Pixels around a picture of 320 x 180 that a texture's table holds, and samples a pixel in it. */
const [MARGIN, ACROSS, DOWN, DENSITY] = [48, 416, 276, 2];

/**
 * A texture without repeats or edges: waves of 8 to 90 pixels in every direction. It is computed
 * once, for x from -48 to 368 and y from -48 to 228, and read between its samples after.
 */
export function waveTexture(seed: number, waves = 24): Texture {
  const random = createRandom(seed);
  const [width, height] = [ACROSS * DENSITY, DOWN * DENSITY];
  const sums = new Float32Array(width * height);
  for (let wave = 0; wave < waves; wave++) {
    const frequency = (2 * Math.PI) / random.range(8, 90) / DENSITY;
    const angle = random.range(0, 2 * Math.PI);
    const phase = random.range(0, 2 * Math.PI);
    const [dx, dy] = [frequency * Math.cos(angle), frequency * Math.sin(angle)];
    sums.forEach((sum, place) => {
      const wavePhase = dx * (place % width) + dy * Math.floor(place / width) + phase;
      sums[place] = sum + Math.sin(wavePhase);
    });
  }
  const scale = 1.1 / Math.sqrt(waves / 2);
  const table = sums.map((sum) => 0.5 + 0.45 * Math.tanh(scale * sum));
  const read = (x: number, y: number) => table[y * width + x] ?? 0.5;
  return (x, y) => {
    const [atX, atY] = [(x + MARGIN) * DENSITY, (y + MARGIN) * DENSITY];
    const [left, top] = [Math.floor(atX), Math.floor(atY)];
    const upper = lerp(read(left, top), read(left + 1, top), atX - left);
    const lower = lerp(read(left, top + 1), read(left + 1, top + 1), atX - left);
    return lerp(upper, lower, atY - top);
  };
}

/** Linear light of an sRGB-encoded value. @source IEC 61966-2-1 */
export function toLinear(encoded: number): number {
  const value = Math.min(1, Math.max(0, encoded));
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** Paints grey values, given as they are seen (sRGB-encoded, 0 to 1). */
export function paintGrey(context: GpuContext, picture: GPUTexture, grey: Texture): void {
  paint(context, picture, (x, y) => {
    const light = toLinear(grey(x, y));
    return [light, light, light];
  });
}

/** Runs some video features for one frame. */
export function runFeatures(
  context: GpuContext,
  features: VideoFeaturesGpu,
  at: TestFrame,
  ...names: string[]
): void {
  runFrame(context, at, (frame) => features.encode(frame, new Set(names)));
}

/** A field of flow, read back: pixels of the flow's own size. */
export interface ReadFlow {
  readonly width: number;
  readonly height: number;
  /** Flow and confidence at a pixel. */
  at(x: number, y: number): { readonly u: number; readonly v: number; readonly confidence: number };
  /** Mean over all pixels that are at least `border` away from the edge. */
  mean(border: number, of: (u: number, v: number, x: number, y: number) => number): number;
}

/** Reads the feature `flow`. */
export async function readFlow(context: GpuContext, features: VideoFeaturesGpu): Promise<ReadFlow> {
  const texture = features.texture('flow');
  const { width, height } = texture;
  const values = await readPicture(context, texture);
  const at = (x: number, y: number) => {
    const place = (y * width + x) * 4;
    const [u = 0, v = 0, confidence = 0] = values.subarray(place, place + 3);
    return { u: u * width, v: v * height, confidence };
  };
  return {
    width,
    height,
    at,
    mean(border, of) {
      let sum = 0;
      let count = 0;
      for (let y = border; y < height - border; y++) {
        for (let x = border; x < width - border; x++) {
          const { u, v } = at(x, y);
          sum += of(u, v, x, y);
          count += 1;
        }
      }
      return sum / count;
    },
  };
}
