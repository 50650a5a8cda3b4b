import type { FrameClock } from '../clock/frame-clock.ts';
import type { ControlBus } from '../control/control-bus.ts';
import type { AudioLevels } from '../core/audio-levels.ts';
import type { FrameTime } from '../core/frame-time.ts';
import { endMusic } from '../core/music-levels.ts';
import { clamp } from '../core/numeric.ts';
import type { Beats, Bpm } from '../core/units.ts';
import { writeFrameUniform } from '../gpu/frame-uniform.ts';
import { DECKS, type DeckName, sceneAt } from '../mixer/deck.ts';
import type { CanvasOutputs } from '../output/canvas-outputs.ts';
import type { Modulation } from '../params/modulation/modulation.ts';
import type { ParamChange, ParamSnapshot, ParamStore } from '../params/param-store.ts';
import type { SceneDefinition } from '../stage/scene.ts';
import type { AudioRows } from './audio-textures.ts';
import type { BeatFollower } from './beat-follower.ts';
import type { AudioFeed, VideoFeed } from './feeds.ts';
import { readAudioRows, readBeat, readLevels } from './levels.ts';
import type { MixerControl } from './mixer-control.ts';
import type { NetDirections } from './net-directions.ts';
import type { OutputSources } from './output-sources.ts';
import type { ParamPlaces } from './param-places.ts';
import type { PictureDrive } from './picture-drive.ts';
import type { SessionGpu } from './session-gpu.ts';
import { TEMPO_RANGE } from './session-params.ts';

/** Everything that one frame reads and moves. Only the session holds it. */
export interface FrameState {
  readonly clock: FrameClock;
  readonly bus: ControlBus;
  readonly store: ParamStore;
  readonly control: MixerControl;
  readonly modulation: Modulation;
  /** The numbers of the picture, and how they move the music. */
  readonly eyes: PictureDrive;
  readonly follower: BeatFollower;
  readonly places: ParamPlaces;
  readonly outputs: CanvasOutputs;
  readonly sources: OutputSources;
  readonly changes: ParamChange[];
  readonly features: Float32Array<ArrayBuffer>;
  readonly sound: AudioRows;
  readonly levels: AudioLevels;
  /** Inputs of the scenes on decks, and with them those of thumbnails and of nets. */
  readonly playingInputs: Set<string>;
  readonly neededInputs: Set<string>;
  readonly directions: NetDirections;
  readonly netsFrame: {
    time: FrameTime;
    shown: ReadonlySet<string>;
    share: number;
    readonly directions: NetDirections['byNet'];
  };
  /** Called every frame when its time is known: players send now, a log stamps now. */
  readonly starters: Set<(time: FrameTime) => void>;
  scenes: readonly SceneDefinition[];
  audio: AudioFeed;
  video: VideoFeed;
  gpu: SessionGpu | null;
}

/**
 * One frame of the instrument, in order. Without a device it ends half-way: clock, control,
 * parameters and sound go on while the picture is being brought back.
 */
export function renderFrame(state: FrameState): FrameTime {
  const time = nextTime(state);
  for (const starter of state.starters) starter(time);

  state.bus.drain(state.changes);
  state.control.before(state.changes);
  const values = state.store.apply(state.changes, time.delta);
  state.control.after(time);
  state.modulation.run(time);
  state.eyes.run(time, state.video);

  if (state.audio.read(state.features, time)) readLevels(state.features, state.levels);
  if (state.audio.foresee) state.audio.foresee(time, state.levels.music);
  else endMusic(state.levels.music);
  state.directions.direct(time, state.levels);

  const { gpu } = state;
  if (!gpu) return time;
  const frame = gpu.encoder;
  frame.begin();
  writeSound(state, gpu);
  writeFrameUniform(gpu.context.frameUniform.values, time, state.levels, gpu.audio.row);

  frame.section('picture');
  gpu.picture.encode(frame, state.video.pull());
  frame.section('video features');
  gpu.features.encode(frame, collectNeeded(state, gpu));
  encodeNets(state, gpu, time, values);

  for (const deck of DECKS) encodeDeck(state, gpu, deck, time, values);
  gpu.thumbnails.encode(frame, time, state.levels, values);

  encodeMaster(state, gpu, values);
  state.outputs.encode(frame, state.sources.find);

  gpu.context.arena.flush();
  frame.finish();
  return time;
}

/**
 * Applies what was sent before the first frame at once, without smoothing, and asks a device's
 * decks and chains for what the parameters now say: live of a deck that is not seen only once
 * frames are drawn, so that they come, or come back after a loss, as soon as they can.
 */
export function primeFrame(state: FrameState, gpu: SessionGpu): void {
  state.bus.drain(state.changes);
  const values = state.store.apply(state.changes, 0);
  state.store.settle();
  const { crossfade } = state.places.mixState(values);
  const isHidden = (deck: DeckName) => crossfade === (deck === 'a' ? 1 : 0);
  for (const deck of DECKS) {
    if (state.clock.kind === 'offline' || !isHidden(deck)) arrangeDeck(state, gpu, deck, values);
  }
  gpu.masterChain.arrange(state.places.chains.master.arrangement(values));
}

/** The clock's next time, on the beat of a track that knows its own, or on that of the ear. */
function nextTime(state: FrameState): FrameTime {
  const { store, clock, places } = state;
  const time = clock.next(store.snapshot.at(places.tempo));
  if (store.snapshot.at(places.follow) < 0.5) return time;
  const position = state.audio.position(time);
  if (position) lead(state, position, 'track');
  else if (places.followsEar(store.snapshot)) {
    const setting = places.followSetting(store.snapshot);
    // What is heard of this frame is not read yet.
    const reading = readBeat(state.features, clock.played);
    const heard = state.follower.follow(time, reading, setting);
    if (heard) lead(state, heard, 'ear');
  }
  return time;
}

/** Tempos nearer than this are the same: a smooth source would send one every frame. */
const TEMPO_STEP = 0.05;

/** Puts the transport on the beat and the tempo of what it follows. */
function lead(
  { clock, store, places, bus }: FrameState,
  { beat, tempoBpm }: { readonly beat: Beats; readonly tempoBpm: Bpm | null },
  sender: 'track' | 'ear',
): void {
  clock.setBeat(beat);
  if (tempoBpm === null) return;
  const value = clamp(tempoBpm, TEMPO_RANGE.min, TEMPO_RANGE.max);
  const difference = Math.abs(store.target(places.tempo) - value);
  if (difference > (sender === 'track' ? 0 : TEMPO_STEP)) {
    bus.send({ id: 'transport.tempo', value, sender });
  }
}

/** Video features that bring the pictures of nets to the present. */
const NET_FEATURES = ['luma', 'flow', 'motion'] as const;

/** Takes the newest sound to the GPU. */
function writeSound({ features, levels, sound }: FrameState, gpu: SessionGpu): void {
  readAudioRows(features, levels, sound);
  gpu.audio.write(sound);
}

/** Names of what this frame's scenes, effects and nets read. */
function collectNeeded(state: FrameState, gpu: SessionGpu): ReadonlySet<string> {
  const { neededInputs, playingInputs } = state;
  neededInputs.clear();
  playingInputs.clear();
  for (const deck of DECKS) {
    const { slot, chain } = gpu.decks[deck];
    for (const name of slot.inputs) playingInputs.add(name);
    for (const name of chain.inputs) playingInputs.add(name);
  }
  for (const name of gpu.masterChain.inputs) playingInputs.add(name);
  for (const name of playingInputs) neededInputs.add(name);
  for (const name of gpu.thumbnails.inputs) neededInputs.add(name);
  if (gpu.nets.play(playingInputs)) for (const name of NET_FEATURES) neededInputs.add(name);
  return neededInputs;
}

/** Runs this frame's part of the nets that playing scenes and effects name. */
function encodeNets(
  { netsFrame, neededInputs, places }: FrameState,
  gpu: SessionGpu,
  time: FrameTime,
  values: ParamSnapshot,
): void {
  netsFrame.time = time;
  netsFrame.shown = neededInputs;
  netsFrame.share = values.at(places.netShare);
  gpu.nets.encode(gpu.encoder, netsFrame);
}

/** Asks a deck for the scene and the effects that the parameters name. */
function arrangeDeck(
  state: FrameState,
  gpu: SessionGpu,
  name: DeckName,
  values: ParamSnapshot,
): void {
  const { places } = state;
  const deck = gpu.decks[name];
  deck.slot.show(sceneAt(state.scenes, values.at(places.decks[name].scene)));
  deck.chain.arrange(places.chains[name].arrangement(values));
}

function encodeDeck(
  state: FrameState,
  gpu: SessionGpu,
  name: DeckName,
  time: FrameTime,
  values: ParamSnapshot,
): void {
  const { places, levels } = state;
  arrangeDeck(state, gpu, name, values);
  gpu.decks[name].encode(gpu.encoder, time, levels, values, places.chains[name].effectParam);
}

/** Mix, master chain and the flash limiter; a frozen programme keeps what it has. */
function encodeMaster(state: FrameState, gpu: SessionGpu, values: ParamSnapshot): void {
  const { places } = state;
  const frame = gpu.encoder;
  if (values.at(places.freeze) < 0.5) {
    frame.section('mix');
    gpu.mix.bind(gpu.decks.a.output, gpu.decks.b.output);
    gpu.mix.encode(frame, places.mixState(values));
    frame.section('master effects');
    gpu.masterChain.arrange(places.chains.master.arrangement(values));
    gpu.masterChain.encode(frame, places.chains.master.effectParam);
    frame.copy(gpu.masterChain.output, gpu.finished);
  }
  frame.section('flash limiter');
  gpu.limiter.encode(frame, places.limiterState(values));
}
