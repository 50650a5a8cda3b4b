import type { AudioLevels } from '../core/audio-levels.ts';
import { clamp, smoothingShare } from '../core/numeric.ts';
import type { Seconds, Unit01 } from '../core/units.ts';

/** Tells a scene when the music drops: the bass comes back after it was away. */
export interface DropFollower {
  /** 0 in even music; swells to at most 1 at a drop and ebbs within some seconds. */
  readonly value: Unit01;
  /** Takes a frame's sound in and returns {@link value}. */
  follow(audio: Readonly<AudioLevels>, delta: Seconds): Unit01;
}

/** Bass is heard over this time; a kick drum on every beat keeps it up. */
const BASS_TIME: Seconds = 0.45;
/** Bass under this is away, over the next it is back. */
const AWAY = 0.25;
const BACK = 0.42;
/** Time without bass until the coming drop has two thirds of its force. */
const TENSION_TIME: Seconds = 2.5;
/** Tension under this is a pause between two kicks, not a break. */
const LEAST_TENSION = 0.3;
/** Swelling and ebbing: quick enough for a surprise, slow enough not to flash. */
const RISE_TIME: Seconds = 0.18;
const FALL_TIME: Seconds = 4.5;

/** A follower that has heard nothing yet; the first bass after silence is a drop too. */
export function createDropFollower(): DropFollower {
  let bass = 0;
  let tension = 0;
  let force = 0;
  let value = 0;
  return {
    get value() {
      return value;
    },
    follow(audio, delta) {
      const now = 0.6 * audio.low + 0.4 * audio.lowOnset;
      bass += (now - bass) * smoothingShare(delta, BASS_TIME);
      if (bass < AWAY) tension += (1 - tension) * smoothingShare(delta, TENSION_TIME);
      if (bass > BACK) {
        if (tension > LEAST_TENSION) force = Math.max(force, tension);
        tension = 0;
      }
      value += (force - value) * smoothingShare(delta, RISE_TIME);
      force -= force * smoothingShare(delta, FALL_TIME);
      value = clamp(value, 0, 1);
      return value;
    },
  };
}
