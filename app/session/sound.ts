import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { ControlBus } from '../../engine/control/control-bus.ts';
import { messageOf } from '../../engine/core/errors.ts';
import { endMusic } from '../../engine/core/music-levels.ts';
import type { Beats } from '../../engine/core/units.ts';
import {
  createLiveAnalysis,
  type LiveAnalysis,
} from '../../engine/features/audio/live-analysis.ts';
import { type AudioInput, createAudioInput } from '../../engine/input/audio-input.ts';
import type { AudioInputState } from '../../engine/input/audio-state.ts';
import { builtInTrack } from '../../engine/input/built-in-track/built-in-track.ts';
import type { LiveMusic } from '../../engine/music/live-music.ts';
import type { ParamStore } from '../../engine/params/param-store.ts';
import type { AudioFeed } from '../../engine/session/feeds.ts';
import { createHearingWorker } from './create-hearing-worker.ts';

/** The sound of a session in the browser. */
export interface SessionSound {
  readonly input: AudioInput;
  readonly state: ReadonlySignal<AudioInputState>;
  /** Loudness in the room, 0 to 1. */
  readonly volume: Signal<number>;
  readonly feed: AudioFeed;
  /** The instrument's own music while it is what plays, else null. */
  readonly music: LiveMusic | null;
  dispose(): void;
}

/** What the sound of a session is made with. */
export interface SessionSoundOptions {
  readonly report: (text: string) => void;
  readonly store: ParamStore;
  readonly bus: ControlBus;
  /** The beat that the music follows where another machine's clock leads; null where it leads. */
  readonly follow: () => Beats | null;
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

/** Opens the music as a source; chosen anew it begins on the bar after the one where it ended. */
function createMusicOpener({ store, bus, follow }: SessionSoundOptions) {
  let music: LiveMusic | null = null;
  let ended: Beats = 0;
  return {
    get music() {
      return music;
    },
    async open(context: AudioContext) {
      const { startLiveMusic } = await import('../../engine/music/live-music.ts');
      const beat = 4 * Math.ceil(ended / 4);
      const begun = await startLiveMusic({ context, store, bus, follow, beat });
      music = begun;
      return {
        ...begun.source,
        close() {
          ended = Math.max(ended, begun.position().beat);
          begun.dispose();
          if (music === begun) music = null;
        },
      };
    },
  };
}

/**
 * Opens the sound and its analysis. The analysis comes when its worklet is loaded.
 * @returns null where the browser has no Web Audio; the picture goes on without
 */
export function createSessionSound(options: SessionSoundOptions): SessionSound | null {
  const { report } = options;
  const opener = createMusicOpener(options);
  let input: AudioInput;
  try {
    input = createAudioInput({ report, openMusic: opener.open });
  } catch (thrown) {
    report(`There is no sound: ${messageOf(thrown)} Use a current Chrome, Edge or Safari.`);
    return null;
  }
  const state = signal(input.state);
  const volume = signal(1);
  let analysis: LiveAnalysis | null = null;
  input.onChange((next) => {
    state.value = next;
  });
  createLiveAnalysis(input.context, { create: createHearingWorker, report })
    .then((made) => {
      analysis = made;
      input.bus.connect(made.node);
    })
    .catch((thrown: unknown) => report(`The sound is not analysed: ${messageOf(thrown)}`));
  const builtInPosition = unbrokenBeats(input);
  const playing = () => (input.state.kind === 'music' ? opener.music : null);
  return {
    input,
    state,
    volume,
    get music() {
      return playing();
    },
    feed: {
      read: (into) => analysis?.read(into) ?? false,
      position: (time) => playing()?.position() ?? builtInPosition(time),
      foresee(_, into) {
        const music = playing();
        if (music) music.foresee(into);
        else endMusic(into);
      },
    },
    dispose() {
      analysis?.dispose();
      opener.music?.dispose();
      void input.dispose();
    },
  };
}
