import type { FrameTime } from '../core/frame-time.ts';
import { clamp, modulo } from '../core/numeric.ts';
import type { Beats, Bpm, Seconds, Unit01 } from '../core/units.ts';

/** What a source of tempo says of this moment: the ear, or a clock that comes from outside. */
export interface BeatReading {
  readonly tempoBpm: Bpm;
  /** Share of the beat that has gone by. */
  readonly phase: Unit01;
  readonly confidence: Unit01;
  /** Number of the beat in the bar from 1; 0 where it is not known. */
  readonly number: number;
  readonly beatsPerBar: number;
  readonly barConfidence: Unit01;
}

/** How a source is followed. */
export interface FollowSetting {
  /** Beats of ours to one of the source: 0.5, 1 or 2. */
  readonly multiple: number;
  /** Beats that ours run ahead of the source. */
  readonly nudge: Beats;
  /** Time that pictures run ahead of the sound, to meet it at the loudspeakers. */
  readonly trim: Seconds;
  /** Whether the tempo is held and only the phase follows. */
  readonly locked: boolean;
}

/** Where the transport shall be. */
export interface FollowedBeat {
  readonly beat: Beats;
  readonly tempoBpm: Bpm;
}

/** Confidence from which a source is followed, and below which it is left again. */
const TRUST = 0.35;
const DOUBT = 0.15;
/** Share of the distance in phase that is closed a second, and the most that is. */
const PULL = 2.5;
const FASTEST_PULL: Beats = 0.35;
/** Time over which the tempo comes near to the source's. */
const TEMPO_SMOOTHING: Seconds = 0.6;
/** Confidence in the bar from which ours is turned to it, and beats that it must have lasted. */
const BAR_TRUST = 0.7;
const BAR_PATIENCE = 5;
const BEATS_PER_BAR = 4;

const wrap = (phase: number) => phase - Math.round(phase);

/** Draws the transport's beat to a source, smoothly in phase, and its bar at a bar line. */
export interface BeatFollower {
  /** Null while there is nothing to follow. The same object each time. */
  follow(time: FrameTime, reading: BeatReading, setting: FollowSetting): FollowedBeat | null;
}

/** A follower that follows nothing yet. */
export function createBeatFollower(): BeatFollower {
  const result = { beat: 0, tempoBpm: 120 };
  let trusts = false;
  let half = 0; // which of two beats of the source is ours, at half the tempo
  let disagreed = 0;
  let lastNumber = 0;

  /** Our place in the beat as the source has it now. */
  const wanted = (reading: BeatReading, { multiple, nudge, trim }: FollowSetting): number => {
    const ahead = (trim * reading.tempoBpm) / 60;
    const place = multiple === 0.5 ? reading.phase + half : reading.phase;
    return (place + ahead) * multiple + nudge;
  };

  /** Whole beats to add so that the bar begins where the source has it; 0 while it is not sure. */
  const barShift = (beat: Beats, reading: BeatReading, multiple: number): number => {
    const { number, beatsPerBar, barConfidence } = reading;
    const fits = multiple === 1 && (beatsPerBar === 4 || beatsPerBar === 2);
    if (!fits || number === 0 || barConfidence < BAR_TRUST || number === lastNumber) return 0;
    lastNumber = number;
    const ours = modulo(Math.round(beat - reading.phase), beatsPerBar) + 1;
    if (ours === number) disagreed = 0;
    else disagreed++;
    if (disagreed < BAR_PATIENCE) return 0;
    disagreed = 0;
    return (number - ours + BEATS_PER_BAR) % beatsPerBar;
  };

  return {
    follow(time, reading, setting) {
      trusts = reading.confidence > (trusts ? DOUBT : TRUST) && reading.tempoBpm > 0;
      if (!trusts) return null;
      if (setting.multiple === 0.5) half = reading.number > 0 ? (reading.number - 1) % 2 : half;
      const gap = wrap(wanted(reading, setting) - time.beat);
      const most = FASTEST_PULL * time.delta;
      const step = clamp(gap * Math.min(1, PULL * time.delta), -most, most);
      // Never back: a beat that has fallen does not fall again.
      const gone = (time.delta * time.tempoBpm) / 60;
      result.beat =
        time.beat + Math.max(step, -0.9 * gone) + barShift(time.beat, reading, setting.multiple);
      const target = reading.tempoBpm * setting.multiple;
      const share = 1 - Math.exp(-time.delta / TEMPO_SMOOTHING);
      const far = Math.abs(target / time.tempoBpm - 1) > 0.15;
      result.tempoBpm = setting.locked
        ? time.tempoBpm
        : far
          ? target
          : time.tempoBpm + (target - time.tempoBpm) * share;
      return result;
    },
  };
}
