import { modelLibrary } from '../../app/model-library.ts';
import { sceneLibrary } from '../../app/scene-library.ts';
import { createOfflineClock } from '../../engine/clock/frame-clock.ts';
import type { Size } from '../../engine/core/units.ts';
import { createOfflineAnalysis, type Pcm } from '../../engine/features/audio/offline-analysis.ts';
import { readTexture } from '../../engine/gpu/readback.ts';
import type { PictureNet } from '../../engine/inference/picture-net.ts';
import {
  builtInTrack,
  renderBuiltInTrack,
} from '../../engine/input/built-in-track/built-in-track.ts';
import { createInstrument, type Instrument } from '../../engine/session/instrument.ts';
import type { SceneDefinition } from '../../engine/stage/scene.ts';
import { openGpu } from './dawn.ts';
import { writePng } from './png.ts';
import { testNet } from './test-nets.ts';

/** A headless instrument on the offline clock with the demo source and the built-in track. */
export interface OfflineInstrument {
  readonly instrument: Instrument;
  /** What the instrument said, in order. */
  readonly notices: readonly string[];
  set(id: string, value: number | string): void;
  /** Draws frames, waiting for whatever has to be built. */
  frames(count: number): Promise<void>;
  /** The programme as 8-bit RGBA rows. */
  picture(): Promise<{ size: Size; data: Uint8Array }>;
  /** Writes the programme to a PNG file to look at. */
  save(path: string): Promise<void>;
  dispose(): void;
}

/** Options of {@link openOfflineInstrument}. */
export interface OfflineInstrumentOptions {
  readonly size?: Size;
  readonly detail?: number;
  readonly framesPerSecond?: number;
  readonly seed?: number;
  readonly scenes?: readonly SceneDefinition[];
  /** Small nets in the place of the models, quick to build, unless given. */
  readonly nets?: readonly PictureNet[];
  readonly netFramesPerPass?: number;
  /** Sound to hear; 'built-in' (default) renders the built-in track, null is silence. */
  readonly sound?: Pcm | 'built-in' | null;
  /** Second of the sound at the first frame. */
  readonly soundStart?: number;
}

const quickNets = modelLibrary.map(({ name, standIn }) => testNet('blur', { name, standIn }));

/** Bars of the built-in track that tests hear, in a loop: its intro, 16 seconds. */
const TRACK_BARS = 8;
let track: Pcm | null = null;

function soundOf(sound: Pcm | 'built-in' | null): Pcm | null {
  if (sound !== 'built-in') return sound;
  track ??= renderBuiltInTrack(48_000, { bars: TRACK_BARS });
  return track;
}

/** Makes and starts an instrument on Dawn. */
export async function openOfflineInstrument(
  options: OfflineInstrumentOptions = {},
): Promise<OfflineInstrument> {
  const {
    size = { width: 320, height: 180 },
    detail = 0.1,
    framesPerSecond = 30,
    seed = 1,
  } = options;
  const instrument = createInstrument({
    gpu: openGpu(),
    clock: createOfflineClock({ framesPerSecond }),
    wait: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
    scenes: options.scenes ?? sceneLibrary,
    nets: options.nets ?? quickNets,
    netFramesPerPass: options.netFramesPerPass ?? 1,
    sizeFor: () => ({ size, pictureSize: size, detail }),
    seed,
  });
  const notices: string[] = [];
  instrument.notices.onNotice(({ text }) => notices.push(text));
  const pcm = soundOf(options.sound === undefined ? 'built-in' : options.sound);
  if (pcm) {
    const analysis = createOfflineAnalysis(pcm, { loop: true });
    const { soundStart = 0 } = options;
    instrument.setAudio({
      read(into, time) {
        analysis.readAt(time.seconds + soundStart, into);
        return true;
      },
      position: (time) =>
        options.sound === undefined || options.sound === 'built-in'
          ? {
              beat: ((time.seconds + soundStart) * builtInTrack.tempoBpm) / 60,
              tempoBpm: builtInTrack.tempoBpm,
            }
          : null,
    });
  }
  const programme = () => {
    if (!instrument.gpu) throw new Error('The instrument has no device.');
    return { device: instrument.gpu.context.device, texture: instrument.gpu.programme };
  };
  const picture = async () => {
    const { device, texture } = programme();
    const { size: read, data } = await readTexture(device, texture);
    return { size: read, data: new Uint8Array(data) };
  };
  const set = (id: string, value: number | string) => {
    const declaration = instrument.store.declarations.find((one) => one.id === id);
    if (!declaration) throw new Error(`There is no parameter ${id}.`);
    const number = typeof value === 'string' ? declaration.choices.indexOf(value) : value;
    if (number < 0 && typeof value === 'string') throw new Error(`${id} has no value ${value}.`);
    instrument.bus.send({ id, value: number, sender: 'test' });
  };
  await instrument.start();
  return {
    instrument,
    notices,
    set,
    async frames(count) {
      for (let i = 0; i < count; i++) {
        instrument.frame();
        await instrument.settled();
        // Keeps the software GPU's queue short.
        if (i % 8 === 7) await instrument.gpu?.context.device.queue.onSubmittedWorkDone();
      }
    },
    picture,
    async save(path) {
      const { size: read, data } = await picture();
      writePng(path, read.width, read.height, data);
    },
    dispose: () => instrument.dispose(),
  };
}
