import type { Bpm, Seconds } from '../core/units.ts';

/** A pause after which taps start anew. */
const LONGEST_INTERVAL: Seconds = 2;
const MOST_TAPS = 8;

/** Tempo from taps on the beat. */
export interface TapTempo {
  /** One tap; returns the tempo when there are two or more, else null. */
  tap(at: Seconds): Bpm | null;
}

/** No taps yet. */
export function createTapTempo(): TapTempo {
  let taps: Seconds[] = [];
  return {
    tap(at) {
      const last = taps[taps.length - 1];
      if (last !== undefined && at - last > LONGEST_INTERVAL) taps = [];
      taps.push(at);
      if (taps.length > MOST_TAPS) taps.shift();
      const first = taps[0];
      if (taps.length < 2 || first === undefined) return null;
      return (60 * (taps.length - 1)) / (at - first);
    },
  };
}
