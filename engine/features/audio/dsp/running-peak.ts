import { smoothingShare } from '../../../core/numeric.ts';
import type { Seconds } from '../../../core/units.ts';

/** A peak that rises quickly, falls slowly and never goes under its floor. */
export interface RunningPeak {
  readonly value: number;
  /** Takes the next level in and returns the peak. */
  follow(level: number): number;
}

/** What a running peak is made of; times in seconds, `floor` in the unit of the level. */
export interface RunningPeakOptions {
  readonly floor: number;
  readonly attack?: Seconds;
  readonly release: Seconds;
  /** Time from one level to the next. */
  readonly step: Seconds;
}

/** Follows the loudest of late, so that a level over it fills 0..1 however loud the room is. */
export function createRunningPeak({
  floor,
  attack = 0,
  release,
  step,
}: RunningPeakOptions): RunningPeak {
  const up = smoothingShare(step, attack);
  const down = smoothingShare(step, release);
  let value = floor;
  return {
    get value() {
      return value;
    },
    follow(level) {
      value += (level - value) * (level > value ? up : down);
      if (!(value > floor)) value = floor;
      return value;
    },
  };
}
