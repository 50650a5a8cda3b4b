import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { messageOf } from '../../engine/core/errors.ts';
import {
  createLiveAnalysis,
  type LiveAnalysis,
} from '../../engine/features/audio/live-analysis.ts';
import { type AudioInput, createAudioInput } from '../../engine/input/audio-input.ts';
import type { AudioInputState } from '../../engine/input/audio-state.ts';
import { builtInTrack } from '../../engine/input/built-in-track/built-in-track.ts';
import type { AudioFeed } from '../../engine/session/feeds.ts';
import { createHearingWorker } from './create-hearing-worker.ts';

/** The sound of a session in the browser. */
export interface SessionSound {
  readonly input: AudioInput;
  readonly state: ReadonlySignal<AudioInputState>;
  /** Loudness in the room, 0 to 1. */
  readonly volume: Signal<number>;
  readonly feed: AudioFeed;
  dispose(): void;
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

/**
 * Opens the sound and its analysis. The analysis comes when its worklet is loaded.
 * @returns null where the browser has no Web Audio; the picture goes on without
 */
export function createSessionSound(report: (text: string) => void): SessionSound | null {
  let input: AudioInput;
  try {
    input = createAudioInput({ report });
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
  return {
    input,
    state,
    volume,
    feed: {
      read: (into) => analysis?.read(into) ?? false,
      position: unbrokenBeats(input),
    },
    dispose() {
      analysis?.dispose();
      void input.dispose();
    },
  };
}
