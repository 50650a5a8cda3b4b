import type { AudioLevels } from '../core/audio-levels.ts';
import { smoothingShare } from '../core/numeric.ts';
import type { Seconds, Unit01 } from '../core/units.ts';

/** What the music does in the large: scenes take their arcs from it. */
export interface DropDetector {
  /** How full the music is, over about two seconds; 0 in silence. */
  readonly energy: Unit01;
  /** 1 at a drop, then falling with a time constant of two seconds. */
  readonly drop: Unit01;
  /** Seconds since the last drop; large before the first. */
  readonly since: Seconds;
  /** Drops so far. */
  readonly count: number;
  /** Takes in a frame of sound. */
  update(audio: Readonly<AudioLevels>, delta: Seconds): void;
}

/** Time constants of the weight that is heard now, and of what the ear is used to. */
const NOW: Seconds = 0.35;
const USED_TO: Seconds = 5;
const ENERGY: Seconds = 1.6;
const FALL: Seconds = 2;
/** A second drop is not heard sooner than this. */
const REFRACTORY: Seconds = 10;
/** How far the weight must rise above what the ear is used to, and above the noise of a room. */
const RISE = 1.5;
const FLOOR = 0.01;
/** No drop is heard in the first moments: there is nothing that it could follow. */
const WARM_UP: Seconds = 2;

/**
 * Hears drops: weight (loudness with bass in it) that comes back, sustained, after a time with
 * less. Rests on ratios alone, so it hears the same at every volume.
 */
export function createDropDetector(): DropDetector {
  let weight = 0;
  let usual = 0;
  let energy = 0;
  let drop = 0;
  let since: Seconds = 1e3;
  let heard: Seconds = 0;
  let count = 0;
  let heavy = false;
  return {
    get energy() {
      return energy;
    },
    get drop() {
      return drop;
    },
    get since() {
      return since;
    },
    get count() {
      return count;
    },
    update({ rms, low, mid, high }, delta) {
      const fullness = Math.min(1, 3 * rms + 0.35 * low + 0.2 * mid + 0.15 * high);
      energy += (fullness - energy) * smoothingShare(delta, ENERGY);
      weight += (rms * (0.25 + 0.75 * low) - weight) * smoothingShare(delta, NOW);
      usual += (weight - usual) * smoothingShare(delta, USED_TO);
      drop *= Math.exp(-delta / FALL);
      since += delta;
      heard += delta;
      if (heard < WARM_UP) usual = Math.max(usual, weight);
      const risen = weight > FLOOR && weight > RISE * usual;
      const rises = risen && !heavy;
      heavy = risen || (heavy && weight > usual);
      if (!rises || since < REFRACTORY || heard < WARM_UP) return;
      drop = 1;
      since = 0;
      count += 1;
    },
  };
}
