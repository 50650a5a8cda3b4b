import type { Hertz } from '../../core/units.ts';
import { type Bar, barAt, type Cue, type Kit, SECONDS_PER_BEAT } from './bar.ts';
import { DRUM_PARTS } from './drum-parts.ts';
import { TONAL_PARTS } from './tonal-parts.ts';
import { Sweep } from './voices/sweep.ts';

/** Risers into the drops, falls out of them, and a soft breath at each new phrase. */
function sweeps({ index, sampleRate, seed }: Bar): Cue[] {
  const bars = (count: number) => count * 4 * SECONDS_PER_BEAT;
  const cue = (length: number, from: Hertz, to: Hertz, gain: number, event: number): Cue => {
    const shape = { length: bars(length), from, to, gain };
    return { bus: 'sweeps', start: 0, voice: new Sweep(sampleRate, shape, seed(event)) };
  };
  if (index === 20 || index === 44) return [cue(4, 300, 7000, 0.5, 600)];
  if (index === 24 || index === 40 || index === 48) return [cue(2, 6000, 200, 0.4, 601)];
  if (index % 8 === 7) return [cue(1, 900, 5000, 0.16, 602)];
  if (index % 8 === 0) return [cue(1, 5000, 400, 0.14, 603)];
  return [];
}

const PARTS = [...DRUM_PARTS, ...TONAL_PARTS, sweeps];

/** Everything that begins in `bar`, from 0 to 63. The same bar gives the same cues always. */
export function cuesOfBar(bar: number, kit: Kit): Cue[] {
  const filling = barAt(bar, kit);
  return PARTS.flatMap((part) => part(filling));
}
