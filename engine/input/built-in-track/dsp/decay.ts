import type { Hertz, Seconds } from '../../../core/units.ts';

/** Factor a sample by which something falls to 1/e in `time` seconds. */
export function decayFactor(time: Seconds, sampleRate: Hertz): number {
  return Math.exp(-1 / (time * sampleRate));
}

/** Share a sample of a one-pole filter with this cutoff. */
export function onePoleShare(cutoff: Hertz, sampleRate: Hertz): number {
  return 1 - Math.exp((-2 * Math.PI * cutoff) / sampleRate);
}

/**
 * Bends what comes near full scale, odd and smooth; 1 at 3 and beyond.
 * @source Pade approximation of tanh, x (27 + x^2) / (27 + 9 x^2).
 */
export function saturate(x: number): number {
  if (x > 3) return 1;
  if (x < -3) return -1;
  const square = x * x;
  return (x * (27 + square)) / (27 + 9 * square);
}
