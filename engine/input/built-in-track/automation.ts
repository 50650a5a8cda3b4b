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
  [0, 900],
  [8, 750],
  [16, 800],
  [23.9, 3600],
  [24, 1500],
  [40, 2200],
  [41, 700],
  [47.9, 4200],
  [48, 1700],
  [60, 2400],
]);

/** Loudness of the pad. */
export const padGain = curve([
  [0, 1],
  [16, 0.9],
  [24, 0.85],
  [40, 0.9],
  [40.1, 1.15],
  [48, 1.2],
  [48.1, 0.85],
  [60, 0.9],
]);

/** Brightness of the arpeggio in hertz. */
export const pluckBrightness = curve([
  [16, 350],
  [24, 2200],
  [32, 1400],
  [40, 4200],
  [42, 500],
  [48, 2600],
  [60, 3600],
  [63, 600],
]);

/** Loudness of the arpeggio; 0 is silent. */
export const pluckGain = curve([
  [8, 0],
  [16, 0.25],
  [24, 0.8],
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
