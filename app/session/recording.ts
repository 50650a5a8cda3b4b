import { type ReadonlySignal, signal } from '@preact/signals';
import type { Seconds, Size } from '../../engine/core/units.ts';
import { createRecorder, type Recorder, type RecorderPhase } from '../../engine/output/recorder.ts';
import type { Instrument } from '../../engine/session/instrument.ts';
import type { SessionSound } from './sound.ts';

/** The recorder as the page shows it. */
export interface RecordingFace {
  readonly phase: RecorderPhase;
  readonly seconds: Seconds;
  /** Frames left out so far. */
  readonly dropped: number;
}

/** Records the programme with its sound. */
export interface SessionRecording {
  readonly face: ReadonlySignal<RecordingFace>;
  /** Starts a recording, or ends the one that runs. */
  toggle(): void;
  /** Takes the frame that was just drawn. */
  frame(): void;
}

/** The rate at which displays drive the frames; each keeps its own time all the same. */
const FRAMES_PER_SECOND = 60;
const NO_SOUND = 'Nothing can be recorded: this browser has no Web Audio, which keeps the time.';
const NO_PICTURE = 'Nothing can be recorded yet: there is no picture. Wait until it is back.';

/** A canvas of the programme's own size that is drawn only while something is recorded. */
function createRecordedCanvas(instrument: Instrument) {
  const canvas = new OffscreenCanvas(2, 2);
  let remove: (() => void) | null = null;
  return {
    canvas,
    connect({ width, height }: Size) {
      canvas.width = width;
      canvas.height = height;
      remove ??= instrument.outputs.add(canvas, { kind: 'programme' });
    },
    disconnect() {
      remove?.();
      remove = null;
    },
  };
}

/** The recorder of a session. */
export function createSessionRecording(
  instrument: Instrument,
  sound: SessionSound | null,
): SessionRecording {
  const face = signal<RecordingFace>({ phase: 'idle', seconds: 0, dropped: 0 });
  const { say } = instrument.notices;
  if (!sound) return { face, toggle: () => say(NO_SOUND), frame() {} };

  const recorded = createRecordedCanvas(instrument);
  const { context: audioContext, bus } = sound.input;
  const recorder: Recorder = createRecorder({
    canvas: recorded.canvas,
    audioContext,
    bus,
    report: say,
  });
  recorder.onChange(({ phase, seconds, dropped }) => {
    face.value = { phase, seconds, dropped };
    if (phase === 'idle') recorded.disconnect();
  });

  const start = () => {
    const programme = instrument.gpu?.programme;
    if (!programme) return say(NO_PICTURE);
    const { width, height } = programme;
    recorded.connect({ width, height });
    // What fails is told by the recorder itself.
    recorder.start({ width, height, framesPerSecond: FRAMES_PER_SECOND }).catch(() => {});
  };
  return {
    face,
    toggle() {
      if (recorder.state.phase === 'recording') void recorder.stop();
      else if (recorder.state.phase === 'idle') start();
    },
    frame() {
      if (instrument.gpu && instrument.time) recorder.frame(instrument.time);
    },
  };
}
