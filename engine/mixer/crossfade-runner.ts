import { clamp } from '../core/numeric.ts';
import type { Beats } from '../core/units.ts';

/** Moves the crossfader to the other deck over a number of beats. */
export interface CrossfadeRunner {
  /** Starts (or turns round) a move; it ends `length` beats after `beat`. */
  go(beat: Beats, length: Beats, from: number): void;
  /** The fader's place at a beat while a move runs, or null when none does. */
  at(beat: Beats): number | null;
  /** Ends a move where it is: a hand has taken the fader. */
  stop(): void;
}

/** A runner at rest. */
export function createCrossfadeRunner(): CrossfadeRunner {
  let start: Beats = 0;
  let length: Beats = 0;
  let from = 0;
  let to = 0;
  let running = false;
  return {
    go(beat, beats, place) {
      const toB = running ? to < 0.5 : place < 0.5;
      start = beat;
      length = beats;
      from = place;
      to = toB ? 1 : 0;
      running = true;
    },
    at(beat) {
      if (!running) return null;
      const share = length <= 0 ? 1 : clamp((beat - start) / length, 0, 1);
      if (share >= 1) running = false;
      return from + (to - from) * share;
    },
    stop() {
      running = false;
    },
  };
}
