import { lerp } from '../../core/numeric.ts';
import { builtInTrack } from './form.ts';

/** A point of a curve: at `bar`, `value`. */
type Point = readonly [bar: number, value: number];

/** A curve of straight lines between points, which runs on from the last bar into the first. */
export function curve(points: readonly Point[]): (bar: number) => number {
  return (bar) => {
    const next = points.findIndex(([at]) => at > bar);
    const [first, last] = [points[0] ?? [0, 0], points[points.length - 1] ?? [0, 0]];
    const wrapped: Point = [first[0] + builtInTrack.bars, first[1]];
    const to = next < 0 ? wrapped : (points[next] ?? first);
    const from = next < 0 ? last : (points[next - 1] ?? [last[0] - builtInTrack.bars, last[1]]);
    return lerp(from[1], to[1], (bar - from[0]) / (to[0] - from[0]));
  };
}

/** Cutoff of the pad in hertz: opens through the build, shuts at the drop's second half. */
export const padCutoff = curve([
  [0, 2800],
  [8, 1500],
  [16, 1400],
  [23.9, 6000],
  [24, 2600],
  [40, 4200],
  [41, 1100],
  [47.9, 6500],
  [48, 3000],
  [60, 4500],
]);

/** Loudness of the pad. */
export const padGain = curve([
  [0, 1],
  [16, 0.9],
  [23.99, 1],
  [24, 0.78],
  [40, 0.82],
  [40.1, 1.2],
  [47.99, 1.25],
  [48, 0.78],
  [60, 0.9],
]);

/** Brightness of the arpeggio in hertz. */
export const pluckBrightness = curve([
  [8, 500],
  [16, 800],
  [24, 3600],
  [32, 2600],
  [40, 6000],
  [42, 900],
  [48, 4200],
  [60, 6000],
  [63, 900],
]);

/** Loudness of the arpeggio; 0 is silent. */
export const pluckGain = curve([
  [8, 0],
  [16, 0.4],
  [24, 0.85],
  [40, 1],
  [41, 0.35],
  [48, 0.9],
  [60, 0.9],
  [64, 0],
]);

/** Share of the bells that goes into the room: wide open in the breakdown. */
export const bellRoom = curve([
  [0, 0.5],
  [24, 0.4],
  [40, 0.4],
  [41, 0.8],
  [47, 0.8],
  [48, 0.4],
]);

/** Brightness of the bass in hertz over its closed filter. */
export const bassBrightness = curve([
  [0, 260],
  [8, 420],
  [16, 500],
  [24, 1100],
  [40, 1500],
  [48, 1100],
  [60, 1500],
  [62, 300],
]);

/** Cutoff of a high-pass on the kick in hertz: thin at the very start and before a drop. */
export const kickThinness = curve([
  [0, 20],
  [20, 20],
  [23, 190],
  [23.99, 260],
  [24, 20],
]);
