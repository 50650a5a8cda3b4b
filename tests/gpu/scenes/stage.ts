/** A bare stage: one scene at a time on a device of its own, with picture and sound by the test. */

import { createOfflineClock } from '../../../engine/clock/frame-clock.ts';
import { type AudioLevels, silentLevels } from '../../../engine/core/audio-levels.ts';
import type { Size } from '../../../engine/core/units.ts';
import { buildVideoFeatures } from '../../../engine/features/video/registry.ts';
import { FrameEncoder } from '../../../engine/gpu/frame-encoder.ts';
import { writeFrameUniform } from '../../../engine/gpu/frame-uniform.ts';
import type { GpuContext } from '../../../engine/gpu/gpu-context.ts';
import { buildDemoSource } from '../../../engine/input/demo-source.ts';
import { createAudioTextures, emptyAudioRows } from '../../../engine/session/audio-textures.ts';
import type { SceneDefinition } from '../../../engine/stage/scene.ts';
import { createSceneSlot } from '../../../engine/stage/scene-slot.ts';
import { openGpuContext } from '../../support/gpu-context.ts';
import { createPicture, type Painter, paint, readPicture } from '../../support/pictures.ts';

/** What a scene is played with. */
export interface Play {
  readonly size?: Size;
  /** Frames after which the picture is kept, in order; the last ends the play. */
  readonly keep: readonly number[];
  readonly framesPerSecond?: number;
  /** `beat` is four kicks and hats a second over a chord; `silence` is nothing. */
  readonly sound?: 'beat' | 'silence';
  /** The dancer of the demo source, or a painter of each frame's picture. */
  readonly picture?: 'dancer' | ((frame: number) => Painter);
  /** Value of a parameter; the default when it gives none. */
  readonly param?: (name: string) => number | undefined;
}

/** A stage with its device. */
export interface Stage {
  readonly context: GpuContext;
  /** Validation errors that nobody caught, and what scenes reported. Grows. */
  readonly errors: string[];
  /** Plays a scene from its start and gives the kept pictures: RGBA, linear light. */
  play(scene: SceneDefinition, play: Play): Promise<Float32Array[]>;
  close(): void;
}

const BEAT_SECONDS = 0.25;
const DETAIL = 0.02;

/** Sound of a time: kicks, hats and a chord that moves, as the analysis would report them. */
function beatAt(seconds: number, levels: AudioLevels): void {
  const since = seconds % BEAT_SECONDS;
  const kick = Math.exp(-since / 0.12);
  const hat = Math.exp(-((seconds + BEAT_SECONDS / 2) % BEAT_SECONDS) / 0.06);
  Object.assign(levels, {
    rms: 0.25 + 0.2 * kick,
    low: kick,
    mid: 0.5 + 0.3 * Math.sin(seconds * 3),
    high: hat,
    onsetStrength: kick,
    onset: Math.max(kick, hat),
    lowOnset: kick,
    highOnset: hat,
    midOnset: hat,
    loudness: 0.8,
    brightness: 0.4 + 0.3 * hat,
    beatConfidence: 0.9,
    novelty: 0.2,
    drop: 0,
    breakdown: 0,
    chordRoot: (Math.floor(seconds / 2) % 12) / 12,
  } satisfies Omit<AudioLevels, 'music'>);
}

function fillSpectrum(seconds: number, levels: AudioLevels, spectrum: Float32Array): void {
  for (let band = 0; band < spectrum.length; band++) {
    const place = band / spectrum.length;
    const tone = Math.max(0, Math.sin(band * 0.7 + seconds * 2)) ** 4;
    const bass = levels.low * Math.exp(-place * 6);
    spectrum[band] = Math.min(1, (bass + tone * levels.mid + 0.3 * levels.high * place) * 0.9);
  }
}

function fillWaveform(levels: AudioLevels, waveform: Float32Array): void {
  for (let i = 0; i < waveform.length; i++) {
    waveform[i] = levels.rms * Math.sin((i / waveform.length) * 40);
  }
}

/** The picture and the features that scenes ask for. */
async function buildInputs(context: GpuContext, size: Size, play: Play) {
  const picture = createPicture(context, size);
  const features = await buildVideoFeatures(context, { picture, size });
  const audio = createAudioTextures(context);
  const demo = await buildDemoSource(context, { size });
  const view = picture.createView();
  return {
    texture: (name: string) => {
      // Before its first result a net that repaints shows what it sees.
      if (name === 'picture' || name.startsWith('net.')) return picture;
      if (name === 'spectrogram') return audio.spectrogram;
      return name === 'waveform' ? audio.waveform : features.texture(name);
    },
    audio,
    features,
    encodePicture(frame: FrameEncoder, index: number) {
      const { picture: shown = 'dancer' } = play;
      if (shown === 'dancer') demo.encode(frame, view, 1);
      else paint(context, picture, shown(index));
    },
    dispose() {
      demo.dispose();
      audio.dispose();
      features.dispose();
      picture.destroy();
    },
  };
}

async function playScene(
  context: GpuContext,
  errors: string[],
  scene: SceneDefinition,
  play: Play,
): Promise<Float32Array[]> {
  const { size = { width: 128, height: 72 }, framesPerSecond = 15, sound = 'beat' } = play;
  const inputs = await buildInputs(context, size, play);
  const target = createPicture(context, size, 'target');
  const names = Object.keys(scene.params);
  const slot = createSceneSlot(context, {
    label: 'stage',
    size,
    detail: DETAIL,
    seed: 7,
    target,
    input: inputs.texture,
    paramIndex: (_, param) => names.indexOf(param),
    report: (message) => errors.push(message),
  });
  slot.show(scene);
  await slot.settled();
  const values = Object.entries(scene.params).map(
    ([name, spec]) => play.param?.(name) ?? spec.default,
  );
  const snapshot = {
    at: (index: number) => values[index] ?? 0,
    get: (id: string) => values[names.indexOf(id)] ?? 0,
    hit: () => false,
  };
  const clock = createOfflineClock({ framesPerSecond });
  const encoder = new FrameEncoder(context.device);
  const needed = new Set<string>(scene.inputs);
  const levels = silentLevels();
  const rows = emptyAudioRows();
  const kept: Float32Array[] = [];
  const last = Math.max(...play.keep);
  for (let index = 0; index < last; index++) {
    const time = clock.next(120);
    if (sound === 'beat') {
      beatAt(time.seconds, levels);
      fillSpectrum(time.seconds, levels, rows.spectrum);
      fillWaveform(levels, rows.waveform);
    }
    inputs.audio.write(rows);
    writeFrameUniform(context.frameUniform.values, time, levels, inputs.audio.row);
    encoder.begin();
    inputs.encodePicture(encoder, index);
    inputs.features.encode(encoder, needed);
    slot.encode(encoder, time, levels, snapshot);
    context.arena.flush();
    encoder.finish();
    if (play.keep.includes(index + 1)) kept.push(await readPicture(context, target));
  }
  slot.dispose();
  inputs.dispose();
  target.destroy();
  return kept;
}

/** Opens a stage. @throws {Error} when there is no device */
export async function openStage(): Promise<Stage> {
  const opened = await openGpuContext();
  const reports: string[] = [];
  return {
    context: opened.context,
    get errors() {
      return [...opened.errors, ...reports];
    },
    play: (scene, play) => playScene(opened.context, reports, scene, play),
    close: () => opened.close(),
  };
}

/** Mean and standard deviation of a picture's light, gamma-encoded as it is seen. */
export function brightness(picture: Float32Array): { mean: number; deviation: number } {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < picture.length; i += 4) {
    const [r = 0, g = 0, b = 0] = [picture[i], picture[i + 1], picture[i + 2]];
    const seen = Math.min(1, Math.max(0, 0.2126 * r + 0.7152 * g + 0.0722 * b)) ** (1 / 2.2);
    sum += seen;
    squares += seen * seen;
  }
  const count = picture.length / 4;
  const mean = sum / count;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}

/** Mean difference of two pictures of one size, gamma-encoded, 0 to 1. */
export function difference(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  const seen = (value: number | undefined) => Math.min(1, Math.max(0, value ?? 0)) ** (1 / 2.2);
  for (let i = 0; i < a.length; i++) sum += Math.abs(seen(a[i]) - seen(b[i]));
  return sum / a.length;
}
