import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { createRealtimeClock } from '../../engine/clock/frame-clock.ts';
import { createFrameDriver } from '../../engine/clock/frame-driver.ts';
import { after, monotonicSeconds } from '../../engine/clock/monotonic.ts';
import type { PageCommand } from '../../engine/control/key-map.ts';
import { createKeyboard } from '../../engine/control/keyboard.ts';
import { createParamSender, type ParamSender } from '../../engine/control/param-sender.ts';
import { messageOf } from '../../engine/core/errors.ts';
import type { Beats, Seconds, Size } from '../../engine/core/units.ts';
import type { GpuStatus } from '../../engine/gpu/gpu-host.ts';
import type { TuneStore } from '../../engine/inference/tune.ts';
import type { VideoInput, VideoInputState } from '../../engine/input/video-input.ts';
import type { ComposerNets } from '../../engine/music/composer.ts';
import { type AudioFeed, silence } from '../../engine/session/feeds.ts';
import { createInstrument, type Instrument } from '../../engine/session/instrument.ts';
import type { Notice } from '../../engine/session/notices.ts';
import { modelLibrary } from '../model-library.ts';
import { sceneLibrary } from '../scene-library.ts';
import { connectPicture, connectStatus, connectWindow, createFrame } from './connections.ts';
import { createDroppedStyle, type DroppedStyle } from './dropped-style.ts';
import { createHand, type Hand } from './hand.ts';
import { createKept } from './hands/kept.ts';
import { createLiveHands, type LiveHands } from './hands/live-hands.ts';
import { listenForPointing } from './hands/pointing.ts';
import { createKeptTuning } from './kept-tuning.ts';
import { listenToKeys } from './keys.ts';
import { createMovers, type Movers } from './movers.ts';
import { createMusicNets, type MusicNets } from './music-nets/create-music-nets.ts';
import { createParamSignals, type ParamSignals } from './param-signals.ts';
import { createReaches, type Reaches } from './reaches.ts';
import { createSessionRecording, type SessionRecording } from './recording.ts';
import { takeEditedScenes } from './scene-edits.ts';
import { type AddressOptions, readAddress, sessionSize } from './session-address.ts';
import { createSessionSound, type SessionSound } from './sound.ts';
import { createTicks, type Ticks } from './ticks.ts';

/** A session that runs in this window, with everything that the page shows and plays. */
export interface LiveSession {
  readonly instrument: Instrument;
  readonly params: ParamSignals;
  readonly movers: Movers;
  readonly reaches: Reaches;
  /** The page's own hand on the parameters. */
  readonly send: ParamSender;
  readonly hand: Hand;
  /** Controllers, and what hands keep and repeat. */
  readonly hands: LiveHands;
  /** Whether the panel of controllers, modulation and snapshots is shown. */
  readonly handsShown: Signal<boolean>;
  /** Whether the panel of the instrument's own music is shown. */
  readonly musicShown: Signal<boolean>;
  readonly ticks: Ticks;
  readonly status: ReadonlySignal<GpuStatus>;
  readonly notice: ReadonlySignal<Notice | null>;
  /** Size of the programme; null until the adapter is known. */
  readonly size: ReadonlySignal<Size | null>;
  /** Null where the browser has no Web Audio. */
  readonly sound: SessionSound | null;
  readonly picture: VideoInput;
  readonly pictureState: ReadonlySignal<VideoInputState>;
  readonly recording: SessionRecording;
  readonly droppedStyle: DroppedStyle;
  /** Whether the second window is open. */
  readonly secondWindow: ReadonlySignal<boolean>;
  toggleSecondWindow(): void;
  /** Whether the overlay of the keys is shown. */
  readonly keysShown: Signal<boolean>;
  /** What the page does to fill the screen; the page sets it. */
  onFullScreen: () => void;
  /** Calls a listener right after every frame, while its canvases can still be read. */
  afterFrame(listener: () => void): () => void;
  dispose(): void;
}

/** An instrument on real time, sized for whatever adapter it gets. */
function openInstrument(
  asked: AddressOptions,
  tuning: TuneStore,
  audioSeconds: () => Seconds | null,
): { instrument: Instrument; size: ReadonlySignal<Size | null> } {
  const size = signal<Size | null>(null);
  const instrument = createInstrument({
    gpu: navigator.gpu,
    clock: createRealtimeClock({ audioSeconds }),
    wait: (seconds) => new Promise((resolve) => after(seconds, resolve)),
    scenes: sceneLibrary,
    nets: modelLibrary,
    tuning,
    sizeFor(adapter) {
      const chosen = sessionSize(adapter, asked);
      size.value = chosen.size;
      return chosen;
    },
    seed: asked.seed,
  });
  return { instrument, size };
}

/** Hands that play on an instrument: the page's controls, and what the performer has in hand. */
function openHands({ store, bus, modulation }: Instrument, ticks: Ticks) {
  const params = createParamSignals(store);
  const movers = createMovers(bus);
  const reaches = createReaches(store, modulation);
  const send = createParamSender({ store, bus, sender: 'page' });
  ticks.onTick(() => {
    params.refresh();
    movers.tick();
    reaches.tick();
  });
  return { params, movers, reaches, send, hand: createHand(store, send, params) };
}

const NO_GAMEPADS: readonly (Gamepad | null)[] = [];

/** The gamepads; the browser is asked only once it has told of one. */
function watchGamepads(window: Window): () => readonly (Gamepad | null)[] {
  let isThere = false;
  window.addEventListener('gamepadconnected', () => {
    isThere = true;
  });
  return () => (isThere ? window.navigator.getGamepads() : NO_GAMEPADS);
}

/** Sound whose place in music is that of another machine's clock, while one is followed. */
function followClock(feed: AudioFeed, hands: LiveHands): AudioFeed {
  const place = { beat: 0, tempoBpm: 0 };
  return {
    ...feed,
    position(time) {
      const clock = hands.clocks.position();
      if (!clock) return feed.position(time);
      place.beat = clock.beat;
      // As finely as the tempo is told, so that it is not told anew every frame.
      place.tempoBpm = Math.round(clock.bpm * 10) / 10;
      return place;
    },
  };
}

/** The nets of the music, loaded when it first plays; on the device where that is no software. */
function musicNetsOf(instrument: Instrument) {
  let nets: Promise<MusicNets> | undefined;
  return {
    async open(): Promise<ComposerNets> {
      nets ??= createMusicNets({
        chorales: 'gpu',
        context: () => instrument.gpu?.context ?? null,
        onFailure: instrument.notices.say,
      });
      return (await nets).open();
    },
    dispose: () => void nets?.then((loaded) => loaded.dispose()),
  };
}

/**
 * Starts a session in this window: it draws as soon as there is a device, and plays on without.
 * @throws InstrumentError when there is no scene
 */
export function createLiveSession(window: Window): LiveSession {
  const asked = readAddress(window.location.search);
  const kept = createKept(window);
  let sound: SessionSound | null = null;
  const { instrument, size } = openInstrument(
    asked,
    createKeptTuning(kept),
    () => sound?.input.audioSeconds() ?? null,
  );
  const { notices, store, bus } = instrument;
  const told = connectStatus(instrument);
  const { endWatching, ...seen } = connectPicture(instrument);
  let clockBeat: () => Beats | null = () => null;
  const musicNets = musicNetsOf(instrument);
  const transportBeat = () => instrument.time?.beat ?? null;
  sound = createSessionSound({
    report: notices.say,
    store,
    bus,
    features: instrument.features,
    clockBeat: () => clockBeat(),
    nets: musicNets.open,
    transportBeat,
  });

  const ticks = createTicks(monotonicSeconds);
  const played = openHands(instrument, ticks);
  const recording = createSessionRecording(instrument, sound);
  const droppedStyle = createDroppedStyle(instrument);
  const keysShown = signal(false);
  const handsShown = signal(false);
  const musicShown = signal(false);
  const commands: Readonly<Record<PageCommand, () => void>> = {
    style: () => played.hand.takeNet('style'),
    record: () => recording.toggle(),
    'second window': () => output.toggle(),
    'full screen': () => session.onFullScreen(),
    keys: () => {
      keysShown.value = !keysShown.value;
    },
    hands: () => {
      handsShown.value = !handsShown.value;
    },
    music: () => {
      musicShown.value = !musicShown.value;
    },
    learn: () => {
      hands.learn.learning.value = !hands.learn.learning.value;
    },
    undo: () => {
      if (!hands.history.undo()) notices.say('There is nothing to undo.');
    },
    redo: () => {
      if (!hands.history.redo()) notices.say('There is nothing to redo.');
    },
  };
  const hands = createLiveHands({
    instrument,
    hand: played.hand,
    kept,
    now: monotonicSeconds,
    gamepads: watchGamepads(window),
    command: (name) => commands[name](),
    isRecording: () => recording.face.peek().phase === 'recording',
    playKey(pitch, velocity) {
      if (velocity > 0) sound?.music?.strike(pitch, velocity);
      else sound?.music?.release(pitch);
    },
  });
  instrument.setAudio(followClock(sound?.feed ?? silence, hands));
  clockBeat = () => (hands.clocks.position() ? transportBeat() : null);
  instrument.onFrameStart((time) => {
    hands.frameStart(time);
    sound?.frameStart(time);
  });
  const keyboard = createKeyboard({
    store,
    bus,
    hand: played.hand,
    command: (name) => commands[name](),
    say: notices.say,
  });
  const unlock = () => sound?.input.unlock();
  const play = (shown: Window) => {
    shown.addEventListener('pointerdown', unlock, { capture: true });
    shown.addEventListener('keydown', unlock, { capture: true });
    return listenToKeys(shown, keyboard);
  };
  const driver = createFrameDriver(window);
  const { output, secondWindow } = connectWindow(instrument, {
    page: window,
    driver,
    size,
    onWindow: play,
  });
  const listeners = new Set<() => void>([() => recording.frame(), () => hands.afterFrame()]);
  const endEdits = takeEditedScenes(window, instrument);
  const endPointing = listenForPointing(window, hands, store);
  const endKeys = play(window);
  driver.start(createFrame(instrument, { ticks, thumbnails: asked.thumbnails, listeners }));
  instrument.start().catch((thrown: unknown) => notices.say(`Graphics: ${messageOf(thrown)}`));

  const session: LiveSession = {
    instrument,
    size,
    sound,
    ticks,
    recording,
    droppedStyle,
    secondWindow,
    keysShown,
    hands,
    handsShown,
    musicShown,
    ...played,
    ...told,
    ...seen,
    toggleSecondWindow: () => output.toggle(),
    onFullScreen() {},
    afterFrame(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      driver.stop();
      endKeys();
      endPointing();
      endEdits();
      output.dispose();
      hands.dispose();
      droppedStyle.dispose();
      endWatching();
      seen.picture.dispose();
      sound?.dispose();
      musicNets.dispose();
      instrument.dispose();
    },
  };
  return session;
}
