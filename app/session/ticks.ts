import type { Seconds } from '../../engine/core/units.ts';

/** Time between two updates of the page: quick for the eye, cheap beside the picture. */
const INTERVAL: Seconds = 1 / 30;
/** Time over which the rate of frames is counted. */
const RATE_WINDOW: Seconds = 1;

/** The page's pulse: a few times a second, driven by the frames and never by a loop of its own. */
export interface Ticks {
  /** Calls a listener with every tick; the result ends that. */
  onTick(listener: () => void): () => void;
  /** Counts a frame, and ticks when it is time. */
  frame(): void;
  /** Frames a second, counted over the last second. */
  readonly framesPerSecond: number;
}

/** A pulse on a monotonic clock. */
export function createTicks(now: () => Seconds): Ticks {
  const listeners = new Set<() => void>();
  let last: Seconds = Number.NEGATIVE_INFINITY;
  let counted = 0;
  let countedSince: Seconds = now();
  let framesPerSecond = 0;

  const count = (time: Seconds) => {
    counted += 1;
    const span = time - countedSince;
    if (span < RATE_WINDOW) return;
    framesPerSecond = counted / span;
    counted = 0;
    countedSince = time;
  };
  return {
    onTick(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    frame() {
      const time = now();
      count(time);
      if (time - last < INTERVAL) return;
      last = time;
      for (const listener of listeners) listener();
    },
    get framesPerSecond() {
      return framesPerSecond;
    },
  };
}
