import type { FrameClock } from '../clock/frame-clock.ts';
import { type ControlBus, createControlBus } from '../control/control-bus.ts';
import { silentLevels } from '../core/audio-levels.ts';
import { fail } from '../core/errors.ts';
import type { FrameTime } from '../core/frame-time.ts';
import type { MusicLevels } from '../core/music-levels.ts';
import type { Seconds } from '../core/units.ts';
import { audioLayout } from '../features/audio/layout.ts';
import { createGpuHost, type GpuHost, type GpuStatus } from '../gpu/gpu-host.ts';
import { createNetShelf } from '../inference/net-shelf.ts';
import type { NetDirector, PictureNet } from '../inference/picture-net.ts';
import type { Pace } from '../inference/scheduler.ts';
import type { TuneStore } from '../inference/tune.ts';
import { loadSafetensors } from '../inference/weights/load.ts';
import { type CanvasOutputs, createCanvasOutputs } from '../output/canvas-outputs.ts';
import { addReach, createModulation, type Modulation } from '../params/modulation/modulation.ts';
import { createParamStore, type ParamStore } from '../params/param-store.ts';
import type { SceneDefinition } from '../stage/scene.ts';
import { emptyAudioRows } from './audio-textures.ts';
import { createBeatFollower } from './beat-follower.ts';
import { type AudioFeed, demoPicture, silence, type VideoFeed } from './feeds.ts';
import { followedFeatures } from './followed-features.ts';
import { createMixerControl } from './mixer-control.ts';
import { createNetDirections } from './net-directions.ts';
import { createNotices, type Notices } from './notices.ts';
import { createOutputSources } from './output-sources.ts';
import { findParamPlaces } from './param-places.ts';
import { createPictureDrive } from './picture-drive.ts';
import { type FrameState, primeFrame, renderFrame } from './render-frame.ts';
import { buildSessionGpu, type SessionGpu, type SessionSize } from './session-gpu.ts';
import { declareSessionParams } from './session-params.ts';

/**
 * Frames that may be under way on the device. A GPU is told of the end of a frame late, so that it
 * needs some in line to be busy; on the processor a line would only make hands and losses wait.
 */
const FRAMES_IN_FLIGHT = { software: 1, hardware: 3 } as const;

/** What an instrument is made from. */
export interface InstrumentOptions {
  /** `navigator.gpu`, Dawn's in Node, or undefined where there is none. */
  readonly gpu: GPU | undefined;
  readonly clock: FrameClock;
  readonly wait: (seconds: Seconds) => Promise<void>;
  /** Scenes in the order of the grid. */
  readonly scenes: readonly SceneDefinition[];
  /** Sizes and amount of work, chosen when the adapter is known. */
  readonly sizeFor: (adapter: { readonly software: boolean }) => SessionSize;
  readonly seed: number;
  /** Nets that scenes can name; none unless given. */
  readonly nets?: readonly PictureNet[];
  /** Frames that a pass of a net takes on an offline clock; 1 unless given. */
  readonly netFramesPerPass?: number;
  /** Keeps the nets' choice of kernels from session to session; the fixed choice unless given. */
  readonly tuning?: TuneStore;
  /** Measure GPU time by section where the device can. */
  readonly timing?: boolean;
}

/** The instrument: one session of clock, parameters, decks and outputs. */
export interface Instrument {
  readonly store: ParamStore;
  readonly bus: ControlBus;
  readonly modulation: Modulation;
  readonly outputs: CanvasOutputs;
  readonly notices: Notices;
  readonly host: GpuHost;
  readonly scenes: readonly SceneDefinition[];
  readonly nets: readonly PictureNet[];
  /** What lives on the device now, or null while there is none. */
  readonly gpu: SessionGpu | null;
  /** All audio features of the newest frame, laid out by `features/audio/layout.ts`. */
  readonly features: Float32Array;
  /** The numbers of the picture in the newest frame, or null where it gives none. */
  readonly seen: Readonly<Float32Array> | null;
  /** What the instrument's own music does in the newest frame, and is about to do. */
  readonly music: Readonly<MusicLevels>;
  /** Time of the newest frame. */
  readonly time: FrameTime | null;
  /** Whether the device still works on frames before, so that another would only stand in line. */
  readonly busy: boolean;
  /** What directs a net, or null where nothing does. */
  director(net: string): NetDirector | null;
  setAudio(feed: AudioFeed): void;
  setVideo(feed: VideoFeed): void;
  /**
   * Calls back every frame as soon as its time is known and before the changes sent so far are
   * drained, in the order of adding: what a player sends there is played in this very frame.
   */
  onFrameStart(listener: (time: FrameTime) => void): () => void;
  /** Calls back whenever the graphics device comes, goes or is refused. */
  onStatus(listener: (status: GpuStatus) => void): () => void;
  /** Gets the device and builds everything; resolves when the first frame can be drawn. */
  start(): Promise<void>;
  /** Draws one frame. */
  frame(): FrameTime;
  /** Resolves when no scene, effect or net that the parameters ask for is still being built. */
  settled(): Promise<void>;
  /** Puts an edited scene in the place of the one of the same name. */
  replaceScene(scene: SceneDefinition): void;
  /** Draws live thumbnails of all scenes, or none. */
  showThumbnails(on: boolean): void;
  dispose(): void;
}

/** How nets are spread over frames: offline never by what the clock or the GPU says. */
function paceOf({ clock, netFramesPerPass = 1 }: InstrumentOptions): Pace {
  return clock.kind === 'offline'
    ? { kind: 'frames', framesPerPass: netFramesPerPass }
    : { kind: 'budget' };
}

function checkScenes(scenes: readonly SceneDefinition[]): void {
  if (scenes.length === 0) {
    fail({
      subject: 'The list of scenes',
      constraint: 'hold at least one',
      got: 'none',
      remedy: 'add scenes/<name>/scene.ts',
    });
  }
}

function createFrameState(options: InstrumentOptions, gpu: () => SessionGpu | null): FrameState {
  const store = createParamStore();
  const bus = createControlBus();
  const { nets = [] } = options;
  declareSessionParams(store, options.scenes, nets);
  const directions = createNetDirections(nets, store, bus);
  const features = new Float32Array(audioLayout.length);
  const eyes = createPictureDrive(store);
  return {
    clock: options.clock,
    bus,
    store,
    control: createMixerControl(store, bus),
    modulation: createModulation(store, followedFeatures(features, eyes.seen)),
    eyes,
    follower: createBeatFollower(),
    places: findParamPlaces(store),
    outputs: createCanvasOutputs(),
    sources: createOutputSources(gpu),
    changes: [],
    features,
    sound: emptyAudioRows(),
    levels: silentLevels(),
    playingInputs: new Set(),
    neededInputs: new Set(),
    directions,
    netsFrame: {
      time: null as unknown as FrameTime,
      shown: new Set(),
      share: 0,
      directions: directions.byNet,
    },
    starters: new Set(),
    scenes: options.scenes,
    audio: silence,
    video: demoPicture,
    gpu: null,
  };
}

/**
 * Makes an instrument that waits for {@link Instrument.start}.
 * @throws InstrumentError when there is no scene, or two units declare the same parameter
 * or have the same name
 */
export function createInstrument(options: InstrumentOptions): Instrument {
  checkScenes(options.scenes);
  const notices = createNotices();
  // Weights are fetched once and outlive devices.
  const nets = createNetShelf(options.nets ?? [], (url, more = {}) =>
    loadSafetensors(url, { ...more, wait: options.wait }),
  );
  const listeners = new Set<(status: GpuStatus) => void>();
  const state: FrameState = createFrameState(options, () => state.gpu);
  let thumbnailsOn = false;
  let time: FrameTime | null = null;

  const showThumbnails = () => state.gpu?.thumbnails.show(thumbnailsOn ? state.scenes : []);

  const host = createGpuHost({
    gpu: options.gpu,
    wait: options.wait,
    async build(context, isCurrent) {
      const built = await buildSessionGpu(context, {
        ...options.sizeFor(context.adapter),
        seed: options.seed,
        timing: options.timing ?? false,
        nets,
        netPace: paceOf(options),
        tuning: options.tuning ?? null,
        paramIndex: (deck, scene, param) => state.store.indexOf(`deck.${deck}.${scene}.${param}`),
        report: notices.say,
      });
      // Scenes and effects are ready before the first frame is drawn: it is never black.
      primeFrame(state, built);
      await built.settled();
      // Last, since configuring a canvas clears it: until then it holds the picture before a loss.
      if (isCurrent()) {
        await state.outputs.build(context, options.gpu?.getPreferredCanvasFormat() ?? 'rgba8unorm');
      }
      if (!isCurrent()) return built.dispose();
      state.gpu = built;
      showThumbnails();
    },
    drop() {
      state.outputs.drop();
      state.gpu?.dispose();
      state.gpu = null;
    },
    onStatus(status) {
      for (const listener of listeners) listener(status);
    },
    onError: (message) => notices.say(`Graphics: ${message}`),
  });

  return {
    store: state.store,
    bus: state.bus,
    modulation: {
      ...state.modulation,
      reachOf: (index) => addReach(state.modulation.reachOf(index), state.eyes.reachOf(index)),
    },
    outputs: state.outputs,
    notices,
    host,
    get scenes() {
      return state.scenes;
    },
    nets: options.nets ?? [],
    director: state.directions.director,
    get gpu() {
      return state.gpu;
    },
    features: state.features,
    get seen() {
      return state.eyes.sees ? state.eyes.seen : null;
    },
    music: state.levels.music,
    get time() {
      return time;
    },
    get busy() {
      if (!state.gpu) return false;
      const { context, encoder } = state.gpu;
      return (
        encoder.framesInFlight >=
        FRAMES_IN_FLIGHT[context.adapter.software ? 'software' : 'hardware']
      );
    },
    setAudio(feed) {
      state.audio = feed;
    },
    setVideo(feed) {
      state.video = feed;
    },
    onFrameStart(listener) {
      state.starters.add(listener);
      return () => state.starters.delete(listener);
    },
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: () => host.start(),
    frame() {
      time = renderFrame(state);
      return time;
    },
    settled: async () => {
      await state.gpu?.settled();
    },
    replaceScene(scene) {
      state.scenes = state.scenes.map((old) => (old.name === scene.name ? scene : old));
      showThumbnails();
    },
    showThumbnails(on) {
      thumbnailsOn = on;
      showThumbnails();
    },
    dispose: () => host.destroy(),
  };
}
