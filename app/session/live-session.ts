import { type ReadonlySignal, signal } from '@preact/signals';
import { createRealtimeClock } from '../../engine/clock/frame-clock.ts';
import { createFrameDriver } from '../../engine/clock/frame-driver.ts';
import { after, monotonicSeconds } from '../../engine/clock/monotonic.ts';
import type { PageCommand } from '../../engine/control/key-map.ts';
import { createKeyboard } from '../../engine/control/keyboard.ts';
import { createParamSender, type ParamSender } from '../../engine/control/param-sender.ts';
import { messageOf } from '../../engine/core/errors.ts';
import type { Size } from '../../engine/core/units.ts';
import type { GpuStatus } from '../../engine/gpu/gpu-host.ts';
import { createVideoInput, type VideoInput } from '../../engine/input/video-input.ts';
import { createWindowOutput } from '../../engine/output/window-output.ts';
import { createInstrument, type Instrument } from '../../engine/session/instrument.ts';
import type { Notice } from '../../engine/session/notices.ts';
import { sceneLibrary } from '../scene-library.ts';
import { createHand, type Hand } from './hand.ts';
import { listenToKeys } from './keys.ts';
import { createMovers, type Movers } from './movers.ts';
import { createParamSignals, type ParamSignals } from './param-signals.ts';
import { createSessionRecording, type SessionRecording } from './recording.ts';
import { takeEditedScenes } from './scene-edits.ts';
import { readAddress, sessionSize } from './session-address.ts';
import { createSessionSound, type SessionSound } from './sound.ts';
import { createTicks, type Ticks } from './ticks.ts';

/** Frames on a device before the thumbnails come: the programme is built first. */
const THUMBNAILS_AFTER = 20;

/** A session that runs in this window, with everything that the page shows and plays. */
export interface LiveSession {
  readonly instrument: Instrument;
  readonly params: ParamSignals;
  readonly movers: Movers;
  /** The page's own hand on the parameters. */
  readonly send: ParamSender;
  readonly hand: Hand;
  readonly ticks: Ticks;
  readonly status: ReadonlySignal<GpuStatus>;
  readonly notice: ReadonlySignal<Notice | null>;
  /** Size of the programme; null until the adapter is known. */
  readonly size: ReadonlySignal<Size | null>;
  /** Null where the browser has no Web Audio. */
  readonly sound: SessionSound | null;
  readonly picture: VideoInput;
  readonly pictureState: ReadonlySignal<VideoInput['state']>;
  readonly recording: SessionRecording;
  /** Whether the second window is open. */
  readonly secondWindow: ReadonlySignal<boolean>;
  toggleSecondWindow(): void;
  /** Whether the overlay of the keys is shown. */
  readonly keysShown: ReadonlySignal<boolean>;
  showKeys(shown: boolean): void;
  /** What the page does to fill the screen; the page sets it. */
  onFullScreen: () => void;
  /** Calls a listener right after every frame, while its canvases can still be read. */
  afterFrame(listener: () => void): () => void;
  dispose(): void;
}

/** Feeds of the sources, and their face. */
function connectPicture(instrument: Instrument) {
  const picture = createVideoInput({ report: instrument.notices.say });
  const pictureState = signal(picture.state);
  picture.onChange(() => {
    pictureState.value = picture.state;
  });
  instrument.setVideo(picture);
  return { picture, pictureState };
}

function connectStatus(instrument: Instrument) {
  const status = signal<GpuStatus>(instrument.host.status);
  const notice = signal<Notice | null>(null);
  let wasLost = false;
  instrument.onStatus((next) => {
    status.value = next;
    if (next.kind !== 'ready' && next.kind !== 'starting') instrument.notices.say(next.message);
    if (next.kind === 'ready' && wasLost) instrument.notices.say('The graphics device is back.');
    wasLost = next.kind === 'lost' || next.kind === 'refused' || (wasLost && next.kind !== 'ready');
  });
  instrument.notices.onNotice((next) => {
    notice.value = next;
  });
  return { status, notice };
}

/** Draws frames for as long as the session lasts; a frame that fails is told, not thrown. */
function runFrames(
  instrument: Instrument,
  options: { ticks: Ticks; thumbnails: boolean; listeners: ReadonlySet<() => void> },
) {
  const { ticks, thumbnails, listeners } = options;
  let frames = 0;
  instrument.onStatus(({ kind }) => {
    frames = 0;
    if (kind === 'lost') instrument.showThumbnails(false);
  });
  return () => {
    try {
      instrument.frame();
    } catch (thrown) {
      instrument.notices.say(`A frame failed: ${messageOf(thrown)}`);
    }
    for (const listener of listeners) listener();
    ticks.frame();
    if (instrument.gpu) frames += 1;
    if (frames === THUMBNAILS_AFTER) instrument.showThumbnails(thumbnails);
  };
}

/**
 * Starts a session in this window: it draws as soon as there is a device, and plays on without.
 * @throws InstrumentError when there is no scene
 */
export function createLiveSession(window: Window): LiveSession {
  const asked = readAddress(window.location.search);
  const size = signal<Size | null>(null);
  let sound: SessionSound | null = null;
  const instrument = createInstrument({
    gpu: navigator.gpu,
    clock: createRealtimeClock({ audioSeconds: () => sound?.input.audioSeconds() ?? null }),
    wait: (seconds) => new Promise((resolve) => after(seconds, resolve)),
    scenes: sceneLibrary,
    sizeFor(adapter) {
      const chosen = sessionSize(adapter, asked);
      size.value = chosen.size;
      return chosen;
    },
    seed: asked.seed,
  });
  const { store, bus, notices } = instrument;
  const { status, notice } = connectStatus(instrument);
  const { picture, pictureState } = connectPicture(instrument);
  sound = createSessionSound(notices.say);
  if (sound) instrument.setAudio(sound.feed);

  const params = createParamSignals(store);
  const movers = createMovers(bus);
  const send = createParamSender({ store, bus, sender: 'page' });
  const hand = createHand(store, send, params);
  const ticks = createTicks(monotonicSeconds);
  const frameListeners = new Set<() => void>();
  const driver = createFrameDriver(window);
  const keysShown = signal(false);
  const recording = createSessionRecording(instrument, sound);

  const command = (name: PageCommand) => {
    if (name === 'record') recording.toggle();
    else if (name === 'second window') session.toggleSecondWindow();
    else if (name === 'full screen') session.onFullScreen();
    else keysShown.value = !keysShown.value;
  };
  const keyboard = createKeyboard({ store, bus, hand, command, say: notices.say });
  const unlock = () => sound?.input.unlock();
  const play = (played: Window) => {
    played.addEventListener('pointerdown', unlock, { capture: true });
    played.addEventListener('keydown', unlock, { capture: true });
    return listenToKeys(played, keyboard);
  };
  const secondWindow = signal(false);
  const output = createWindowOutput({
    page: window,
    address: 'app/output.html',
    outputs: instrument.outputs,
    driver,
    programmeSize: () => size.value,
    report: notices.say,
    onWindow: play,
  });
  output.onChange(() => {
    secondWindow.value = output.isOpen;
  });
  size.subscribe(() => output.resize());

  frameListeners.add(() => recording.frame());
  ticks.onTick(() => {
    params.refresh();
    movers.tick();
  });
  const endEdits = takeEditedScenes(window, instrument);
  const endKeys = play(window);
  const { thumbnails } = asked;
  driver.start(runFrames(instrument, { ticks, thumbnails, listeners: frameListeners }));
  instrument.start().catch((thrown: unknown) => notices.say(`Graphics: ${messageOf(thrown)}`));

  const session: LiveSession = {
    instrument,
    params,
    movers,
    send,
    hand,
    ticks,
    status,
    notice,
    size,
    sound,
    picture,
    pictureState,
    recording,
    secondWindow,
    toggleSecondWindow: () => output.toggle(),
    keysShown,
    showKeys(shown) {
      keysShown.value = shown;
    },
    onFullScreen() {},
    afterFrame(listener) {
      frameListeners.add(listener);
      return () => frameListeners.delete(listener);
    },
    dispose() {
      driver.stop();
      endKeys();
      endEdits();
      output.dispose();
      picture.dispose();
      sound?.dispose();
      instrument.dispose();
    },
  };
  return session;
}
