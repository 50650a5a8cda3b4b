import type { AudioLevels } from '../core/audio-levels.ts';
import type { FrameTime } from '../core/frame-time.ts';
import type { Random } from '../core/random.ts';
import type { Size, Unit01 } from '../core/units.ts';
import type { FrameEncoder } from '../gpu/frame-encoder.ts';
import type { GpuScope } from '../gpu/gpu-scope.ts';
import type { ParamSpecs } from '../params/declaration.ts';

/**
 * Textures that a scene can ask for, by the name of the input or video feature that makes them, or
 * `net.<name>` for the picture of a net of `models/<name>`.
 */
export type InputName =
  | 'picture'
  | 'luma'
  | 'motion'
  | 'flow'
  | 'spectrogram'
  | 'constant-q'
  | 'history'
  | 'waveform'
  | `net.${string}`;

/**
 * What a scene keeps from frame to frame. `none`: every frame stands alone. `restart`: feedback
 * or simulation that begins anew when the scene is shown, resized, or the device was lost.
 */
export type HistoryPolicy = 'none' | 'restart';

/** What a scene is built with. It draws into `target` and reads its inputs; both hold still. */
export interface SceneGpu {
  /** Owner of everything that the scene makes on the GPU. */
  readonly scope: GpuScope;
  /** Size of the target. */
  readonly size: Size;
  /** Share of the full amount of work, 0 to 1: fewer particles and steps on a slow device. */
  readonly detail: Unit01;
  /** The scene's own seeded randomness. */
  readonly random: Random;
  /** The picture to fill, `PICTURE_FORMAT`, linear light; sampled, stored and rendered. */
  readonly target: GPUTexture;
  /** A texture that the scene named in `inputs`. @throws InstrumentError for any other */
  input(name: InputName): GPUTexture;
}

/** What a scene is told each frame. */
export interface SceneFrame {
  readonly time: FrameTime;
  readonly audio: Readonly<AudioLevels>;
  /** Value of one of the scene's parameters. @throws InstrumentError for an unknown name */
  param(name: string): number;
}

/** A scene that was built on a device. */
export interface SceneBody {
  /** Adds the scene's work to the frame; it must fill the whole target. */
  encode(frame: FrameEncoder, now: SceneFrame): void;
}

/** A scene: its metadata, read at once, and its body, loaded when it is first shown. */
export interface SceneDefinition {
  /** Folder name, used in addresses and files. */
  readonly name: string;
  readonly label: string;
  /** One line for the performer. */
  readonly about: string;
  readonly inputs: readonly InputName[];
  readonly params: ParamSpecs;
  readonly history: HistoryPolicy;
  /** Loads the module whose `build` makes the scene on a device. */
  readonly load: () => Promise<{ build(gpu: SceneGpu): Promise<SceneBody> }>;
}

/** Declares a scene; the default export of `scenes/<name>/scene.ts`. */
export function defineScene(definition: SceneDefinition): SceneDefinition {
  return definition;
}
