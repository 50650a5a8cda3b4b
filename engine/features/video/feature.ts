import type { Size, Unit01 } from '../../core/units.ts';
import type { FrameEncoder } from '../../gpu/frame-encoder.ts';
import type { GpuScope } from '../../gpu/gpu-scope.ts';

/** What a video feature is built with. */
export interface VideoFeatureGpu {
  /** Owner of everything that the feature makes on the GPU. */
  readonly scope: GpuScope;
  /** The picture, `PICTURE_FORMAT`, linear light. */
  readonly picture: GPUTexture;
  /** Size of the picture. */
  readonly size: Size;
  /** Share of the full amount of work that the device has time for. */
  readonly detail: Unit01;
  /** The texture of a feature that is named in `needs`. @throws InstrumentError for any other */
  input(name: string): GPUTexture;
}

/** What a feature is told each frame. */
export interface VideoFeatureFrame {
  /** False when the picture is the same as on the frame before: hold or decay, don't compare. */
  readonly fresh: boolean;
  /** True on the first frame and after a pause: there is no earlier picture to compare with. */
  readonly restart: boolean;
}

/** A feature that was built on a device. */
export interface VideoFeatureBody {
  /** What it makes; the same texture for good. */
  readonly texture: GPUTexture;
  /** What it makes beside that, by name. */
  readonly parts?: Readonly<Record<string, GPUTexture>>;
  /** Adds the feature's work to the frame. */
  encode(frame: FrameEncoder, now: VideoFeatureFrame): void;
}

/** A video feature: a file of this folder whose default export is one of these. */
export interface VideoFeature {
  /** The field's name, by which scenes ask for it; unique. */
  readonly name: string;
  /** What its four channels hold, with units. */
  readonly channels: string;
  /** Features whose textures it reads. */
  readonly needs: readonly string[];
  /** Values of its shaders' `params`, from place 4 of `scope.params.values` on. */
  readonly params?: readonly string[];
  build(gpu: VideoFeatureGpu): Promise<VideoFeatureBody>;
}

/** Declares a video feature. */
export function defineVideoFeature(feature: VideoFeature): VideoFeature {
  return feature;
}
