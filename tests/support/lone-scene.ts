import { type AudioLevels, silentLevels } from '../../engine/core/audio-levels.ts';
import type { FrameTime } from '../../engine/core/frame-time.ts';
import type { Size } from '../../engine/core/units.ts';
import { buildVideoFeatures } from '../../engine/features/video/registry.ts';
import { FrameEncoder } from '../../engine/gpu/frame-encoder.ts';
import { writeFrameUniform } from '../../engine/gpu/frame-uniform.ts';
import type { GpuContext } from '../../engine/gpu/gpu-context.ts';
import { GpuScope } from '../../engine/gpu/gpu-scope.ts';
import { buildPicture } from '../../engine/input/picture.ts';
import type { SceneDefinition } from '../../engine/stage/scene.ts';
import { createSceneSlot } from '../../engine/stage/scene-slot.ts';
import { sharedGpuContext } from './gpu-context.ts';
import { createPicture, type Painter, paint, readPicture } from './pictures.ts';

/** Bands and rows of the spectrogram that a scene is given. */
const [BANDS, ROWS, SAMPLES] = [128, 256, 256] as const;

/** Sound of a frame of a lone scene. */
export interface LoneSound {
  readonly levels: Partial<AudioLevels>;
  /** Level of a band, 0 to 1. */
  readonly band?: (band: number) => number;
  readonly sample?: (sample: number) => number;
}

/** One scene without a session: quick, and everything given by hand. */
export interface LoneScene {
  readonly errors: readonly string[];
  readonly notices: readonly string[];
  /** Sets one of the scene's parameters. */
  set(param: string, value: number): void;
  /** Draws one frame. */
  frame(sound?: LoneSound): Promise<void>;
  /** Linear light, RGBA, row by row. */
  picture(): Promise<Float32Array>;
  close(): void;
}

/** Options of {@link openLoneScene}. */
export interface LoneSceneOptions {
  readonly size: Size;
  readonly detail: number;
  readonly fps?: number;
  readonly tempoBpm?: number;
  readonly seed?: number;
  /** A still picture; the demo source without it. */
  readonly still?: Painter;
  /** Optical flow everywhere, uv a frame; found from the picture without it. */
  readonly flow?: readonly [x: number, y: number];
  /** Size of the picture that flow is found on. */
  readonly flowSize?: Size;
}

const SETTLED = 40;

/** The demo source and the optical flow in it. */
async function openFlow(context: GpuContext, size: Size) {
  const target = createPicture(context, size, 'picture for flow');
  const picture = await buildPicture(context, { target });
  const features = await buildVideoFeatures(context, { picture: target, size });
  return { target, picture, features };
}

/** Shows a scene alone. */
export async function openLoneScene(
  definition: SceneDefinition,
  options: LoneSceneOptions,
): Promise<LoneScene> {
  const { size, detail, fps = 30, tempoBpm = 120, seed = 1, still, flow } = options;
  const opened = await sharedGpuContext();
  const { context } = opened;
  const { device } = context;
  const header = { size, detail, seed };
  const scope = new GpuScope(context, { label: 'lone scene', header });
  const floats = (label: string, width: number, height: number) =>
    scope.texture({ label, size: { width, height }, format: 'r32float' });
  const spectrogram = floats('spectrogram', BANDS, ROWS);
  const waveform = floats('waveform', SAMPLES, 1);
  const seen = createPicture(context, size, 'picture');
  const picture = await buildPicture(context, { target: seen });
  const features = await buildVideoFeatures(context, { picture: picture.texture, size });
  const painted = createPicture(context, size, 'still');
  const flowSize = options.flowSize ?? size;
  const finder = flow ? null : await openFlow(context, flowSize);
  const given = createPicture(context, { width: 2, height: 2 }, 'flow');
  if (flow) paint(context, given, () => [flow[0], flow[1], 1]);
  if (still) paint(context, painted, still);
  const target = createPicture(context, size, 'target');
  const notices: string[] = [];
  const names = Object.keys(definition.params);
  const values = names.map((name) => definition.params[name]?.default ?? 0);
  const slot = createSceneSlot(context, {
    label: 'lone',
    size,
    detail,
    seed,
    target,
    input: (name) => {
      if (name === 'picture') return picture.texture;
      if (name === 'spectrogram') return spectrogram;
      if (name === 'waveform') return waveform;
      if (name === 'flow') return finder ? finder.features.texture('flow') : given;
      return features.texture(name);
    },
    paramIndex: (_, param) => names.indexOf(param),
    report: (message) => notices.push(message),
  });
  slot.show(definition);
  await slot.settled();

  const encoder = new FrameEncoder(device);
  const wanted = new Set(['luma', 'motion']);
  const wantedFlow = new Set(flow || !definition.inputs.includes('flow') ? [] : ['flow']);
  let index = 0;
  let row = 0;

  const timeOf = (): FrameTime => {
    const seconds = index / fps;
    const beat = (seconds * tempoBpm) / 60;
    return {
      index,
      seconds,
      delta: index === 0 ? 0 : 1 / fps,
      beat,
      beatPhase: beat % 1,
      bar: Math.floor(beat / 4),
      barPhase: (beat / 4) % 1,
      tempoBpm,
    };
  };

  const writeSound = ({ band = () => 0, sample = () => 0 }: LoneSound) => {
    row = (row + 1) % ROWS;
    const bands = Float32Array.from({ length: BANDS }, (_, i) => band(i));
    const samples = Float32Array.from({ length: SAMPLES }, (_, i) => sample(i));
    device.queue.writeTexture({ texture: spectrogram, origin: [0, row] }, bands, {}, [BANDS, 1]);
    device.queue.writeTexture({ texture: waveform }, samples, {}, [SAMPLES, 1]);
  };

  return {
    get errors() {
      return opened.errors;
    },
    notices,
    set(param, value) {
      values[names.indexOf(param)] = value;
    },
    async frame(sound = { levels: {} }) {
      const time = timeOf();
      const audio = { ...silentLevels(), ...sound.levels };
      writeSound(sound);
      writeFrameUniform(context.frameUniform.values, time, audio, row);
      encoder.begin();
      if (still) encoder.copy(painted, picture.texture);
      else picture.encode(encoder, null);
      features.encode(encoder, wanted);
      if (wantedFlow.size > 0) {
        finder?.picture.encode(encoder, null);
        finder?.features.encode(encoder, wantedFlow);
      }
      slot.encode(encoder, time, audio, { at: (i: number) => values[i] ?? 0 } as never);
      context.arena.flush();
      encoder.finish();
      index += 1;
      if (index % SETTLED === 0) await device.queue.onSubmittedWorkDone();
    },
    picture: () => readPicture(context, target),
    close() {
      slot.dispose();
      finder?.features.dispose();
      finder?.picture.dispose();
      finder?.target.destroy();
      features.dispose();
      picture.dispose();
      scope.dispose();
      seen.destroy();
      painted.destroy();
      given.destroy();
      target.destroy();
    },
  };
}
