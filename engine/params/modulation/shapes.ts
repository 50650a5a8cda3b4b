import { lerp } from '../../core/numeric.ts';
import { randomAt } from '../../core/random.ts';

/** Shapes of a low-frequency oscillator, in the order of their choice. */
export const LFO_SHAPES = ['sine', 'triangle', 'rise', 'fall', 'square', 'steps', 'drift'] as const;
/** One of {@link LFO_SHAPES}. */
export type LfoShape = (typeof LFO_SHAPES)[number];

/** A smooth way from 0 to 1. */
const ease = (t: number) => t * t * (3 - 2 * t);

/** A random course through -1 to 1, smooth between whole places. @param place in cycles */
export function drift(seed: number, place: number): number {
  const cycle = Math.floor(place);
  const from = 2 * randomAt(seed, cycle) - 1;
  const to = 2 * randomAt(seed, cycle + 1) - 1;
  return lerp(from, to, ease(place - cycle));
}

/** Value of a shape, -1 to 1. @param place in cycles; whole numbers begin one */
export function lfo(shape: LfoShape, place: number, seed: number): number {
  const phase = place - Math.floor(place);
  switch (shape) {
    case 'sine':
      return Math.sin(2 * Math.PI * phase);
    case 'triangle':
      return 1 - 4 * Math.abs(((phase + 0.25) % 1) - 0.5);
    case 'rise':
      return 2 * phase - 1;
    case 'fall':
      return 1 - 2 * phase;
    case 'square':
      return phase < 0.5 ? 1 : -1;
    case 'steps':
      return 2 * randomAt(seed, Math.floor(place)) - 1;
    case 'drift':
      return drift(seed, place);
  }
}
