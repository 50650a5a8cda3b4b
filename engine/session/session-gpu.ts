import type { Size, Unit01 } from '../core/units.ts';
import { type Chain, createChain } from '../effects/chain.ts';
import { buildVideoFeatures, type VideoFeaturesGpu } from '../features/video/registry.ts';
import { FrameEncoder } from '../gpu/frame-encoder.ts';
import { type GpuContext, PICTURE_FORMAT } from '../gpu/gpu-context.ts';
import { GpuScope } from '../gpu/gpu-scope.ts';
import { createGpuTimer, type GpuTimer } from '../gpu/gpu-timer.ts';
import type { NetShelf } from '../inference/net-shelf.ts';
import { createNets, NET_INPUT, NET_SECTION, type NetsGpu } from '../inference/nets.ts';
import type { Pace } from '../inference/scheduler.ts';
import type { TuneStore } from '../inference/tune.ts';
import { buildPicture, type PictureGpu } from '../input/picture.ts';
import { createDeck, type Deck, type DeckName } from '../mixer/deck.ts';
import { buildMixPass, type MixPass } from '../mixer/mix-pass.ts';
import { buildFlashLimiter, type FlashLimiter } from '../output/flash-limiter.ts';
import type { InputName } from '../stage/scene.ts';
import { type AudioTextures, createAudioTextures } from './audio-textures.ts';
import { createThumbnails, type Thumbnails } from './thumbnails.ts';

/** How large and how fine a session draws. */
export interface SessionSize {
  /** Size of the decks and the programme. */
  readonly size: Size;
  /** Size of the picture that goes in. */
  readonly pictureSize: Size;
  /** Share of the full amount of work, 0 to 1. */
  readonly detail: Unit01;
}

/** What building on a device needs from the session. */
export interface SessionGpuOptions extends SessionSize {
  readonly seed: number;
  readonly timing: boolean;
  readonly nets: NetShelf;
  readonly netPace: Pace;
  /** Where the nets' choice of kernels is kept; null takes the fixed choice. */
  readonly tuning: TuneStore | null;
  readonly paramIndex: (deck: DeckName, scene: string, param: string) => number;
  readonly report: (message: string) => void;
}

/** All that a session holds on one device, built in ladder order and dropped with the device. */
export interface SessionGpu {
  readonly context: GpuContext;
  readonly encoder: FrameEncoder;
  readonly timer: GpuTimer | null;
  readonly picture: PictureGpu;
  readonly features: VideoFeaturesGpu;
  readonly nets: NetsGpu;
  readonly audio: AudioTextures;
  readonly decks: Readonly<Record<DeckName, Deck>>;
  readonly mix: MixPass;
  readonly masterChain: Chain;
  /** The master chain's result, held while the programme is frozen. */
  readonly finished: GPUTexture;
  readonly limiter: FlashLimiter;
  /** What the audience sees: `rgba8unorm`, sRGB. */
  readonly programme: GPUTexture;
  readonly thumbnails: Thumbnails;
  /** Resolves when no scene, no effect and no net is being built. */
  settled(): Promise<void>;
  dispose(): void;
}

/** Textures that scenes can ask for, by name. */
function inputsOf(
  picture: PictureGpu,
  features: VideoFeaturesGpu,
  nets: NetsGpu,
  audio: AudioTextures,
): (name: InputName) => GPUTexture {
  return (name) => {
    if (name.startsWith(NET_INPUT)) return nets.texture(name.slice(NET_INPUT.length));
    if (name === 'picture') return picture.texture;
    if (name === 'spectrogram') return audio.spectrogram;
    if (name === 'constant-q') return audio.constantQ;
    if (name === 'history') return audio.history;
    if (name === 'waveform') return audio.waveform;
    return features.texture(name);
  };
}

/** A timer of all sections when they are to be measured, else of the nets alone if there are any. */
function createTimer(
  device: GPUDevice,
  nets: NetsGpu,
  { timing, nets: shelf, netPace }: SessionGpuOptions,
): GpuTimer | null {
  const learning = shelf.nets.length > 0 && netPace.kind === 'budget';
  if (!timing && !learning) return null;
  return createGpuTimer(device, {
    ...(!timing && { only: (section) => section.startsWith(NET_SECTION) }),
    onPass: (tag, milliseconds) => nets.measured(tag, milliseconds),
  });
}

/** Builds a session on a fresh device. @throws ShaderError when a shader of the core is broken */
export async function buildSessionGpu(
  context: GpuContext,
  options: SessionGpuOptions,
): Promise<SessionGpu> {
  const { size, pictureSize, detail, seed, report, paramIndex } = options;
  const scope = new GpuScope(context, { label: 'session', header: { size, detail, seed } });
  const mixed = scope.texture({ label: 'mix', size, format: PICTURE_FORMAT });
  const finished = scope.texture({ label: 'finished', size, format: PICTURE_FORMAT });
  const programme = scope.texture({ label: 'programme', size, format: 'rgba8unorm' });
  const seen = scope.texture({ label: 'picture', size: pictureSize, format: PICTURE_FORMAT });
  // Compiled side by side: after a loss the picture is back sooner.
  const [picture, features, mix, limiter] = await Promise.all([
    buildPicture(context, { target: seen, report }),
    buildVideoFeatures(context, {
      picture: seen,
      size: pictureSize,
      fresh: (): boolean => picture.fresh,
    }),
    buildMixPass(context, { size, target: mixed }),
    buildFlashLimiter(context, { source: finished, target: programme, size }),
  ]);
  const nets = createNets(context, {
    shelf: options.nets,
    pace: options.netPace,
    tuning: options.tuning,
    picture: seen,
    luma: features.texture('luma'),
    motion: features.texture('motion'),
    step: features.part('flow', 'step'),
    detail,
    report,
  });
  const audio = createAudioTextures(context);
  const input = inputsOf(picture, features, nets, audio);

  const deck = (name: DeckName) =>
    createDeck(context, {
      name,
      size,
      detail,
      seed,
      input,
      report,
      paramIndex: (scene, param) => paramIndex(name, scene, param),
    });
  const decks = { a: deck('a'), b: deck('b') };
  const masterChain = createChain(context, {
    label: 'master',
    input: mixed,
    size,
    detail,
    report,
    inputOf: (name) => input(name as InputName),
  });
  const timer = createTimer(context.device, nets, options);
  const thumbnails = createThumbnails(context, {
    seed,
    input,
    report,
    paramIndex: (scene, param) => paramIndex('a', scene, param),
  });

  return {
    context,
    encoder: new FrameEncoder(context.device, timer),
    timer,
    picture,
    features,
    nets,
    audio,
    decks,
    mix,
    masterChain,
    finished,
    limiter,
    programme,
    thumbnails,
    settled: async () => {
      await Promise.all([
        decks.a.settled(),
        decks.b.settled(),
        masterChain.settled(),
        nets.settled(),
      ]);
    },
    dispose() {
      thumbnails.dispose();
      timer?.destroy();
      limiter.dispose();
      masterChain.dispose();
      mix.dispose();
      decks.a.dispose();
      decks.b.dispose();
      audio.dispose();
      nets.dispose();
      features.dispose();
      picture.dispose();
      scope.dispose();
    },
  };
}
