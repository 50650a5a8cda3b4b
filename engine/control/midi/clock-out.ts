import type { Beats, Bpm, Seconds } from '../../core/units.ts';
import { CLOCKS_PER_BEAT } from './clock-in.ts';

/** Leads other machines by MIDI clock. Times are monotonic seconds. */
export interface MidiClockOut {
  /** Sends what is due until a moment ahead; call it every frame. */
  frame(now: Seconds, music: { readonly beat: Beats; readonly tempoBpm: Bpm }): void;
  /** Sends stop, and starts anew with the next frame. */
  stop(): void;
}

/** Clocks are sent so far ahead, with their times, that a late frame delays none. */
export const SEND_AHEAD: Seconds = 0.08;
const START = 0xfa;
const STOP = 0xfc;
const CLOCK = 0xf8;
/** Share of the distance to the music that one clock makes up, and the most that it may. */
const PULL = 0.05;
const MOST_PULL: Seconds = 0.00005;
/** A distance that is a jump of the music rather than the frames' own unrest. */
const JUMP: Seconds = 0.03;
const BEATS_PER_BAR = 4;

/**
 * A clock out. The frames' time has its unrest, so that clocks keep their own even time and are
 * drawn towards the music by less than a listener's machine could notice; the first one starts on
 * a bar.
 * @param send one byte at a time
 */
export function createMidiClockOut(send: (byte: number, at: Seconds) => void): MidiClockOut {
  /** The next clock: its number since beat 0 and its time; null until a bar is near. */
  let next: { number: number; time: Seconds } | null = null;
  let isStarted = false;

  const begin = (now: Seconds, beat: Beats, beatSeconds: Seconds) => {
    const bar = Math.ceil(beat / BEATS_PER_BAR) * BEATS_PER_BAR;
    const time = now + (bar - beat) * beatSeconds;
    if (time > now + SEND_AHEAD) return;
    next = { number: bar * CLOCKS_PER_BEAT, time };
  };
  return {
    frame(now, { beat, tempoBpm }) {
      const beatSeconds = 60 / tempoBpm;
      if (!next) begin(now, beat, beatSeconds);
      if (!next) return;
      const wanted = now + (next.number / CLOCKS_PER_BEAT - beat) * beatSeconds;
      if (Math.abs(wanted - next.time) > JUMP) {
        next = null;
        if (isStarted) send(STOP, now);
        isStarted = false;
        return;
      }
      while (next.time < now + SEND_AHEAD) {
        if (!isStarted) send(START, next.time);
        isStarted = true;
        send(CLOCK, next.time);
        const target = now + (next.number / CLOCKS_PER_BEAT - beat) * beatSeconds;
        const pull = Math.max(-MOST_PULL, Math.min(MOST_PULL, (target - next.time) * PULL));
        next.time += beatSeconds / CLOCKS_PER_BEAT + pull;
        next.number += 1;
      }
    },
    stop() {
      next = null;
      if (isStarted) send(STOP, 0);
      isStarted = false;
    },
  };
}
