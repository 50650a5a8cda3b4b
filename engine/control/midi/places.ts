import type { Unit01 } from '../../core/units.ts';

/** Places that seven bits tell apart. */
export const SEVEN_BITS = 128;
/** Places that fourteen bits tell apart. */
export const FOURTEEN_BITS = 16_384;
/** A pitch bend at rest. */
const BEND_REST = 8192;

/** Seven bits as a place. */
export const place7 = (value: number): Unit01 => value / (SEVEN_BITS - 1);

/** Fourteen bits as a place. */
export const place14 = (value: number): Unit01 => value / (FOURTEEN_BITS - 1);

/** A bend as a place: its rest at exactly one half, its ends at 0 and 1. */
export const bendPlace = (bend: number): Unit01 =>
  bend <= BEND_REST ? bend / FOURTEEN_BITS : 0.5 + (bend - BEND_REST) / (2 * (BEND_REST - 1));
