import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { messageOf } from '../../engine/core/errors.ts';
import type { FrameTime } from '../../engine/core/frame-time.ts';
import { endMusic } from '../../engine/core/music-levels.ts';
import {
  createLiveAnalysis,
  type LiveAnalysis,
} from '../../engine/features/audio/live-analysis.ts';
import { type AudioInput, createAudioInput } from '../../engine/input/audio-input.ts';
import type { AudioInputState } from '../../engine/input/audio-state.ts';
import { builtInTrack } from '../../engine/input/built-in-track/built-in-track.ts';
import type { LiveMusic } from '../../engine/music/live-music.ts';
import type { AudioFeed } from '../../engine/session/feeds.ts';
import { createHearingWorker } from './create-hearing-worker.ts';
import { MusicAlong, MusicOpener, type MusicSetting } from './music-source.ts';

/** The sound of a session in the browser. */
export interface SessionSound {
  readonly input: AudioInput;
  readonly state: ReadonlySignal<AudioInputState>;
  /** Loudness in the room, 0 to 1. */
  readonly volume: Signal<number>;
  readonly feed: AudioFeed;
  /** The instrument's own music while it plays, as the source or along with one; else null. */
  readonly music: LiveMusic | null;
  /** What is due as a frame begins: the music that plays along comes and goes, and takes the key. */
  frameStart(time: FrameTime): void;
  dispose(): void;
}

/** What the sound of a session is made with. */
export interface SessionSoundOptions extends MusicSetting {
  /** Audio features of the newest frame. */
  readonly features: Float32Array;
}

/** The built-in track's beat as it goes on from loop to loop, where the track starts over. */
function unbrokenBeats(input: AudioInput): AudioFeed['position'] {
  const place = { beat: 0, tempoBpm: builtInTrack.tempoBpm };
  let loops = 0;
  let last = 0;
  return () => {
    const beat = input.builtInBeats();
    if (beat === null) return null;
    // Also when the track was chosen anew, or its opening came again: never back.
    if (beat < last - 1) loops += 1;
    last = beat;
    place.beat = beat + loops * builtInTrack.beats;
    return place;
  };
}

/** The analysis of what the input plays; it comes when its worklet is loaded. */
function hear(input: AudioInput, report: (text: string) => void) {
  let analysis: LiveAnalysis | null = null;
  createLiveAnalysis(input.context, { create: createHearingWorker, report })
    .then((made) => {
      analysis = made;
      input.bus.connect(made.node);
    })
    .catch((thrown: unknown) => report(`The sound is not analysed: ${messageOf(thrown)}`));
  return {
    read: (into: Float32Array) => analysis?.read(into) ?? false,
    dispose: () => analysis?.dispose(),
  };
}

/**
 * Opens the sound and its analysis.
 * @returns null where the browser has no Web Audio; the picture goes on without
 */
export function createSessionSound(options: SessionSoundOptions): SessionSound | null {
  const { report, features } = options;
  const opener = new MusicOpener(options);
  const along = new MusicAlong(options);
  let input: AudioInput;
  try {
    input = createAudioInput({ report, openMusic: (context) => opener.open(context) });
  } catch (thrown) {
    report(`There is no sound: ${messageOf(thrown)} Use a current Chrome, Edge or Safari.`);
    return null;
  }
  const state = signal(input.state);
  input.onChange((next) => {
    state.value = next;
  });
  const heard = hear(input, report);
  const builtInPosition = unbrokenBeats(input);
  const source = () => (input.state.kind === 'music' ? opener.music : null);
  return {
    input,
    state,
    volume: signal(1),
    get music() {
      return source() ?? along.music;
    },
    feed: {
      read: heard.read,
      position: (time) => source()?.position() ?? builtInPosition(time),
      foresee(_, into) {
        const music = source() ?? along.music;
        if (music) music.foresee(into);
        else endMusic(into);
      },
    },
    frameStart: (time) => along.frame(input.state.kind !== 'music', time, features, input.monitor),
    dispose() {
      heard.dispose();
      along.stop();
      opener.music?.dispose();
      void input.dispose();
    },
  };
}
