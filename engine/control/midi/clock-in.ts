import type { Beats, Bpm, Seconds, Unit01 } from '../../core/units.ts';

/** Where another machine's music is. One object, rewritten. */
export interface ClockPosition {
  /** Beats since its start. */
  beat: Beats;
  beatPhase: Unit01;
  bpm: Bpm;
  /** Whether it plays, and its clock comes. */
  running: boolean;
  /** How sure tempo and phase are: 0 at first, 1 on a steady clock. */
  confidence: Unit01;
}

/** Follows the MIDI clock of another machine. Times are monotonic seconds. */
export interface MidiClockIn {
  /** One of 24 clocks a beat. */
  tick(time: Seconds): void;
  /** Starts at beat 0 with the next clock. */
  start(): void;
  /** Goes on where it stopped, or where it was put, with the next clock. */
  continue(): void;
  stop(): void;
  /** Puts it on a place, in sixteenth notes. */
  seek(sixteenths: number): void;
  /** Where it is at a time: now, or when the next frame is seen. The same object each time. */
  at(time: Seconds): ClockPosition;
}

/** Clocks a beat. @source MIDI 1.0 Detailed Specification 4.2, "System Real Time Messages" */
export const CLOCKS_PER_BEAT = 24;
const SIXTEENTHS_PER_BEAT = 4;
/** Angular bandwidth of the loop a clock, when it starts to follow and when it has settled. */
const WIDE = 0.9;
const NARROW = 0.085;
/** Clocks in which the bandwidth falls by half at first. */
const SETTLING = 2.2;
/** An error that jitter alone does not make. */
const STRANGE: Seconds = 0.0055;
/** Strange errors to one side, one after another, that mean another tempo. */
const STRANGE_IN_A_ROW = 3;
/** The clock is gone when this many do not come. */
const LOST_CLOCKS = 24;
/** Clocks after which tempo and phase can be relied on. */
const SURE_AFTER = 24;
const SLOWEST: Seconds = 60 / 20 / CLOCKS_PER_BEAT;
const FASTEST: Seconds = 60 / 400 / CLOCKS_PER_BEAT;

/**
 * A delay-locked loop of second order over the clocks: `#now` is the filtered time of the newest
 * one, `#next` of the one after it. Its bandwidth is wide when it begins and narrows as it
 * settles; a run of errors to one side is another tempo, and opens it again.
 * @source Fons Adriaensen, "Using a DLL to filter time", 2005
 */
class DelayLockedLoop {
  period: Seconds = 0;
  /** Clocks since the loop was opened. */
  settled = 0;
  #now: Seconds = 0;
  #next: Seconds = 0;
  #last: Seconds = Number.NEGATIVE_INFINITY;
  #strange = 0;

  get now(): Seconds {
    return this.#now;
  }

  get last(): Seconds {
    return this.#last;
  }

  tick(time: Seconds): void {
    const interval = time - this.#last;
    this.#last = time;
    if (!(interval < LOST_CLOCKS * (this.period || SLOWEST))) {
      this.#open(time, 0);
      return;
    }
    if (this.period === 0) {
      if (interval > 0) this.#open(time, Math.min(SLOWEST, Math.max(FASTEST, interval)));
      return;
    }
    const error = time - this.#next;
    this.#watch(error);
    const bandwidth = Math.max(NARROW, WIDE / (1 + this.settled / SETTLING));
    this.#now = this.#next + Math.SQRT2 * bandwidth * error;
    this.#next = this.#now + this.period;
    const period = this.period + bandwidth * bandwidth * error;
    this.period = Math.min(SLOWEST, Math.max(FASTEST, period));
    this.settled += 1;
  }

  #open(time: Seconds, period: Seconds) {
    this.period = period;
    this.settled = 0;
    this.#strange = 0;
    this.#now = time;
    this.#next = time + period;
  }

  #watch(error: Seconds): void {
    if (Math.abs(error) < STRANGE) this.#strange = 0;
    else if (Math.sign(this.#strange) === -Math.sign(error)) this.#strange = Math.sign(error);
    else this.#strange += Math.sign(error);
    if (Math.abs(this.#strange) < STRANGE_IN_A_ROW) return;
    this.#strange = 0;
    this.settled = Math.min(this.settled, 1);
  }
}

class FollowedClock implements MidiClockIn {
  readonly #loop = new DelayLockedLoop();
  readonly #position: ClockPosition = {
    beat: 0,
    beatPhase: 0,
    bpm: 0,
    running: false,
    confidence: 0,
  };
  /** Clocks since the start; the newest one is `count`. */
  #count = -1;
  #isPlaying = false;

  tick(time: Seconds): void {
    this.#loop.tick(time);
    if (this.#isPlaying) this.#count += 1;
  }

  start(): void {
    this.#count = -1;
    this.#isPlaying = true;
  }

  continue(): void {
    this.#isPlaying = true;
  }

  stop(): void {
    this.#isPlaying = false;
  }

  seek(sixteenths: number): void {
    this.#count = (sixteenths * CLOCKS_PER_BEAT) / SIXTEENTHS_PER_BEAT - 1;
  }

  at(time: Seconds): ClockPosition {
    const { period, now, last, settled } = this.#loop;
    const position = this.#position;
    const silence = time - last;
    const isThere = period > 0 && silence < LOST_CLOCKS * period;
    position.bpm = period > 0 ? 60 / (period * CLOCKS_PER_BEAT) : 0;
    position.running = isThere && this.#isPlaying && this.#count >= 0;
    position.confidence = isThere ? Math.min(1, settled / SURE_AFTER) : 0;
    const ahead = position.running ? (time - now) / period : 0;
    position.beat = Math.max(0, this.#count + ahead) / CLOCKS_PER_BEAT;
    position.beatPhase = position.beat - Math.floor(position.beat);
    return position;
  }
}

/** A clock that has heard nothing yet. */
export function createMidiClockIn(): MidiClockIn {
  return new FollowedClock();
}
