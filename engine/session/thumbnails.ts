import type { AudioLevels } from '../core/audio-levels.ts';
import type { FrameTime } from '../core/frame-time.ts';
import type { Size } from '../core/units.ts';
import type { FrameEncoder } from '../gpu/frame-encoder.ts';
import { type GpuContext, PICTURE_FORMAT } from '../gpu/gpu-context.ts';
import { GpuScope } from '../gpu/gpu-scope.ts';
import type { ParamSnapshot } from '../params/param-store.ts';
import type { InputName, SceneDefinition } from '../stage/scene.ts';
import { createSceneSlot, type SceneSlot } from '../stage/scene-slot.ts';

const SIZE: Size = { width: 192, height: 108 };
const DETAIL = 0.03;
/** Frames between two thumbnails on a GPU, and on a processor that plays one. */
const INTERVAL = { hardware: 4, software: 8 } as const;
/** Rounds in which every second frame draws one, so that a grid is not black for long. */
const FIRST_ROUNDS = 4;
const FIRST_INTERVAL = 2;

/** Small live pictures of the scenes, one drawn every few frames in turn. */
export interface Thumbnails {
  /** Scenes to show; none switches the thumbnails off. */
  show(scenes: readonly SceneDefinition[]): void;
  /** Inputs that the thumbnail of this frame needs. */
  readonly inputs: readonly InputName[];
  encode(frame: FrameEncoder, time: FrameTime, audio: AudioLevels, values: ParamSnapshot): void;
  /** The picture of a scene if this frame drew it, else null. */
  drawn(scene: string): GPUTexture | null;
  dispose(): void;
}

interface Thumbnail {
  readonly scene: SceneDefinition;
  readonly target: GPUTexture;
  readonly slot: SceneSlot;
}

/** What thumbnails need from their session. */
export interface ThumbnailOptions {
  readonly seed: number;
  readonly input: (name: InputName) => GPUTexture;
  readonly paramIndex: (scene: string, param: string) => number;
  readonly report: (message: string) => void;
}

const NO_INPUTS: readonly InputName[] = [];

/** No thumbnails yet. */
export function createThumbnails(context: GpuContext, options: ThumbnailOptions): Thumbnails {
  const scope = new GpuScope(context, {
    label: 'thumbnails',
    header: { size: SIZE, detail: DETAIL, seed: options.seed },
  });
  const interval = context.adapter.software ? INTERVAL.software : INTERVAL.hardware;
  let thumbnails: Thumbnail[] = [];
  let frames = 0;
  let turns = 0;
  let current: Thumbnail | null = null;

  const create = (scene: SceneDefinition): Thumbnail => {
    const label = `thumbnail ${scene.name}`;
    const target = scope.texture({ label, size: SIZE, format: PICTURE_FORMAT });
    const slot = createSceneSlot(context, {
      ...options,
      label,
      size: SIZE,
      detail: DETAIL,
      target,
    });
    slot.show(scene);
    return { scene, target, slot };
  };

  /** The thumbnail whose turn the next frame is, or null. */
  const next = (): Thumbnail | null => {
    const pause = turns < FIRST_ROUNDS * thumbnails.length ? FIRST_INTERVAL : interval;
    return frames % pause === 0
      ? (thumbnails[turns % Math.max(1, thumbnails.length)] ?? null)
      : null;
  };

  return {
    show(scenes) {
      const kept = thumbnails.filter(({ scene }) => scenes.includes(scene));
      for (const gone of thumbnails) if (!kept.includes(gone)) gone.slot.dispose();
      thumbnails = scenes.map(
        (scene) => kept.find((thumbnail) => thumbnail.scene === scene) ?? create(scene),
      );
    },
    get inputs() {
      return next()?.slot.inputs ?? NO_INPUTS;
    },
    encode(frame, time, audio, values) {
      current = next();
      frames += 1;
      if (current) turns += 1;
      if (!current?.slot.playing) {
        current = null;
        return;
      }
      frame.section('thumbnails');
      current.slot.encode(frame, time, audio, values);
    },
    drawn: (scene) => (current?.scene.name === scene ? current.target : null),
    dispose() {
      for (const { slot } of thumbnails) slot.dispose();
      scope.dispose();
    },
  };
}
