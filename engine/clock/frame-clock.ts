import { fail } from '../core/errors.ts';
import type { FrameTime } from '../core/frame-time.ts';
import type { Beats, Bpm, Seconds } from '../core/units.ts';
import { monotonicSeconds } from './monotonic.ts';

const BEATS_PER_BAR = 4;

/** The one clock of a session. */
export interface FrameClock {
  readonly kind: 'realtime' | 'offline';
  /** Moves on to the next frame at a tempo and returns its time (the same object each time). */
  next(tempoBpm: Bpm): FrameTime;
  /** How long the transport ran from the frame before the newest to that. */
  readonly played: Seconds;
  /** Puts the transport on a beat, for example bar one of a track that starts now. */
  setBeat(beat: Beats): void;
}

type MutableFrameTime = { -readonly [K in keyof FrameTime]: FrameTime[K] };

class Transport {
  played: Seconds = 0;
  readonly time: MutableFrameTime = {
    index: -1,
    seconds: 0,
    delta: 0,
    beat: 0,
    beatPhase: 0,
    bar: 0,
    barPhase: 0,
    tempoBpm: 120,
  };

  /** @param atLeast how long the transport ran since the frame before, where that is longer */
  advanceTo(seconds: Seconds, tempoBpm: Bpm, atLeast: Seconds = 0): FrameTime {
    const { time } = this;
    time.index += 1;
    time.delta = time.index === 0 ? 0 : seconds - time.seconds;
    time.seconds = seconds;
    time.tempoBpm = tempoBpm;
    this.played = Math.max(time.delta, atLeast);
    this.setBeat(time.beat + (this.played * tempoBpm) / 60);
    return time;
  }

  setBeat(beat: Beats): void {
    const { time } = this;
    time.beat = beat;
    time.beatPhase = beat - Math.floor(beat);
    time.bar = Math.floor(beat / BEATS_PER_BAR);
    time.barPhase = beat / BEATS_PER_BAR - time.bar;
  }
}

/**
 * A clock on which frame `i` is at exactly `i / framesPerSecond`.
 * @throws InstrumentError when the rate is not between 1 and 240 frames a second
 */
export function createOfflineClock(options: { framesPerSecond: number }): FrameClock {
  const { framesPerSecond } = options;
  if (!(framesPerSecond >= 1 && framesPerSecond <= 240)) {
    fail({
      subject: 'The frame rate',
      constraint: 'lie between 1 and 240 frames a second',
      got: framesPerSecond,
      remedy: 'use 25, 30 or 60',
    });
  }
  const transport = new Transport();
  return {
    kind: 'offline',
    next: (tempoBpm) => transport.advanceTo((transport.time.index + 1) / framesPerSecond, tempoBpm),
    get played() {
      return transport.played;
    },
    setBeat: (beat) => transport.setBeat(beat),
  };
}

/** Share of the gap to the audio clock that one frame closes; small enough not to be seen. */
const AUDIO_PULL = 0.08;
/** A gap above this is a real jump (a suspended laptop): follow at once. */
const AUDIO_JUMP: Seconds = 0.25;
/** A longer pause between frames is not played through: simulations would explode. */
const LONGEST_STEP: Seconds = 0.1;
/** The beat goes on through pauses of up to this: the music did too. */
const LONGEST_PLAYED: Seconds = 2;

/**
 * A clock that follows audio time once there is one, and a monotonic substitute until then.
 * Audio time moves in blocks, so the frames step by monotonic time and are drawn towards it;
 * session time never runs backwards and never jumps when sound starts or stops.
 * @param options.audioSeconds time of the running audio context, or null while there is none
 * @param options.now monotonic time, replaceable in tests
 */
export function createRealtimeClock(options: {
  audioSeconds: () => Seconds | null;
  now?: () => Seconds;
}): FrameClock {
  const { audioSeconds, now = monotonicSeconds } = options;
  const transport = new Transport();
  let last: Seconds | null = null;
  let session: Seconds = 0;
  let audioOffset: Seconds | null = null;

  const step = (elapsed: Seconds): Seconds => {
    session += Math.min(elapsed, LONGEST_STEP);
    const audio = audioSeconds();
    if (audio === null) {
      audioOffset = null;
      return session;
    }
    audioOffset ??= session - audio;
    const gap = audio + audioOffset - session;
    if (Math.abs(gap) > AUDIO_JUMP) audioOffset = session - audio;
    else session += Math.max(gap * AUDIO_PULL, -0.5 * Math.min(elapsed, LONGEST_STEP));
    return session;
  };

  return {
    kind: 'realtime',
    next(tempoBpm) {
      const current = now();
      const elapsed = last === null ? 0 : Math.max(0, current - last);
      last = current;
      // At less than ten frames a second session time falls behind, and the beat must not.
      const played = elapsed > LONGEST_STEP ? Math.min(elapsed, LONGEST_PLAYED) : 0;
      return transport.advanceTo(step(elapsed), tempoBpm, played);
    },
    get played() {
      return transport.played;
    },
    setBeat: (beat) => transport.setBeat(beat),
  };
}
