import type { FrameTime } from '../core/frame-time.ts';
import type { Beats } from '../core/units.ts';

/** Puts actions off to the beat, the bar, or four bars. */
export interface Quantiser {
  /** Runs on the next multiple of so many beats; 0 is at once. */
  at(beats: Beats, run: () => void): void;
  /** Runs what is due; call it at the start of every frame. */
  frame(time: FrameTime): void;
  /** Forgets what waits. */
  clear(): void;
  readonly waiting: number;
}

interface Waiting {
  readonly due: Beats;
  readonly run: () => void;
}

/**
 * A quantiser on the frames' own beats. It runs an action in the frame that is nearest to the
 * beat: in the one before, when the next would be later by more.
 */
export function createQuantiser(): Quantiser {
  let waiting: Waiting[] = [];
  let beat: Beats = 0;
  let half: Beats = 0;
  return {
    at(beats, run) {
      if (beats <= 0) return run();
      // Within half a frame of the beat it is that beat that was meant.
      const due = Math.ceil((beat - half) / beats) * beats;
      waiting.push({ due, run });
    },
    frame(time) {
      const step = (time.delta * time.tempoBpm) / 60;
      // A transport that jumped back keeps nothing waiting for what it has passed.
      const isBack = time.beat < beat - step;
      beat = time.beat;
      half = step / 2;
      if (waiting.length === 0) return;
      const due = waiting.filter((one) => isBack || one.due <= beat + half);
      if (due.length === 0) return;
      waiting = waiting.filter((one) => !due.includes(one));
      for (const { run } of due.sort((a, b) => a.due - b.due)) run();
    },
    clear() {
      waiting = [];
    },
    get waiting() {
      return waiting.length;
    },
  };
}
