import type { Decibels } from './units.ts';

/** `value` held between `low` and `high`. */
export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** `value` modulo `size`, from 0 up for negative values as well. */
export function modulo(value: number, size: number): number {
  return ((value % size) + size) % size;
}

/** Linear interpolation from `from` (t = 0) to `to` (t = 1). */
export function lerp(from: number, to: number, t: number): number {
  return from + (to - from) * t;
}

/** From 0 at `low` to 1 at `high`, with rest at both ends. */
export function smoothstep(low: number, high: number, value: number): number {
  const t = clamp((value - low) / (high - low), 0, 1);
  return t * t * (3 - 2 * t);
}

/** The factor of an amplitude for so many decibels. */
export function gainOf(decibels: Decibels): number {
  return 10 ** (decibels / 20);
}

/**
 * Share of the way to a target that a one-pole smoother covers in `delta` seconds when its time
 * constant is `timeConstant` seconds. 1 when the time constant is 0.
 */
export function smoothingShare(delta: number, timeConstant: number): number {
  return timeConstant <= 0 ? 1 : 1 - Math.exp(-delta / timeConstant);
}

/** `value` rounded up to a multiple of `multiple`. */
export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

/** The value below which a share (0 to 1) of the values lies; NaN for none. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
