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

/** Time constants of the bass that is now, and of what the ear is used to. */
const NOW: Seconds = 0.35;
const USED_TO: Seconds = 6;
const ENERGY: Seconds = 1.6;
const FALL: Seconds = 2;
/** A second drop is not heard sooner than this. */
const REFRACTORY: Seconds = 10;
/** Bass (level and kicks) from which a drop is possible, and its rise above what was. */
const LOUD = 0.42;
const RISE = 0.2;
/** No drop is heard in the first moments: there is nothing that it could follow. */
const WARM_UP: Seconds = 3;

/**
 * Hears drops: bass and kicks that come back, sustained, after a time without them.
 */
export function createDropDetector(): DropDetector {
  let [bass, usual, energy, drop] = [0, 0, 0, 0];
  let since: Seconds = 1e3;
  let heard: Seconds = 0;
  let count = 0;
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
    update({ rms, low, mid, high, lowOnset }, delta) {
      const fullness = Math.min(1, rms * 1.5 + 0.3 * low + 0.2 * mid + 0.15 * high);
      energy += (fullness - energy) * smoothingShare(delta, ENERGY);
      bass += (0.6 * low + 0.6 * lowOnset - bass) * smoothingShare(delta, NOW);
      usual += (bass - usual) * smoothingShare(delta, USED_TO);
      drop *= Math.exp(-delta / FALL);
      since += delta;
      heard += delta;
      if (bass < LOUD || bass < usual + RISE || since < REFRACTORY || heard < WARM_UP) return;
      drop = 1;
      since = 0;
      count += 1;
    },
  };
}
