import type { Seconds, Unit01 } from '../core/units.ts';

/** The last few onsets of an envelope as waves that travel: an age and a force each. */
export interface OnsetWaves {
  /** Takes the envelope of a frame in (1 at an onset, then falling) and ages the waves. */
  follow(envelope: Unit01, delta: Seconds): void;
  /** Writes age in seconds and force 0..1 of every wave to `values`, from `offset` on, in pairs. */
  write(values: Float32Array, offset: number): void;
  /** Whether the last {@link follow} saw an onset. */
  readonly hit: boolean;
}

/** Rise of the envelope in one frame that makes an onset. */
const RISE = 0.25;
/** Age of a wave that never was. */
const LONG_AGO: Seconds = 1000;

/** @param count waves that are kept; the oldest gives way to the newest */
export function createOnsetWaves(count: number): OnsetWaves {
  const ages = new Float32Array(count).fill(LONG_AGO);
  const forces = new Float32Array(count);
  let before = 0;
  let next = 0;
  let hit = false;
  return {
    follow(envelope, delta) {
      for (let i = 0; i < count; i++) ages[i] = Math.min(LONG_AGO, (ages[i] ?? 0) + delta);
      hit = envelope - before > RISE;
      if (hit) {
        ages[next] = 0;
        forces[next] = envelope;
        next = (next + 1) % count;
      }
      before = envelope;
    },
    write(values, offset) {
      for (let i = 0; i < count; i++) {
        values[offset + i * 2] = ages[i] ?? LONG_AGO;
        values[offset + i * 2 + 1] = forces[i] ?? 0;
      }
    },
    get hit() {
      return hit;
    },
  };
}
