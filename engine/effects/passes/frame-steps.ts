import type { Beats, Seconds } from '../../core/units.ts';
import type { GpuContext } from '../../gpu/gpu-context.ts';

/** Places of the frame's time in the frame uniform, as in `shaders/lib/frame.wgsl`. */
const DELTA = 1;
const BEAT = 2;
/** The uniform's beat starts again after this. */
const BEAT_WRAP = 1024;
/** A step that is longer is a jump of the transport, not time that passed. */
const LONGEST_STEP: Beats = 8;

/** Time that passed from frame to frame, for what runs on. */
export interface FrameSteps {
  /** Time since the frame before. */
  readonly seconds: Seconds;
  /** Beats since the last call of {@link next}; 0 where the transport jumped. */
  readonly beats: Beats;
  /** Reads the frame's uniform; once a frame. */
  next(): void;
}

/** Steps of the frames of a context, told by its frame uniform. */
export function createFrameSteps(context: GpuContext): FrameSteps {
  const { values } = context.frameUniform;
  let beatBefore: number | null = null;
  let seconds = 0;
  let beats = 0;
  return {
    get seconds() {
      return seconds;
    },
    get beats() {
      return beats;
    },
    next() {
      seconds = values[DELTA] ?? 0;
      const beat = values[BEAT] ?? 0;
      const step = beatBefore === null ? 0 : (beat - beatBefore + BEAT_WRAP) % BEAT_WRAP;
      beats = step < LONGEST_STEP ? step : 0;
      beatBefore = beat;
    },
  };
}
