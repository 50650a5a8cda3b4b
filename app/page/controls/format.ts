import { SEEN } from '../../../engine/features/eyes/picture-features.ts';
import type { ParamSpec, ParamUnit } from '../../../engine/params/declaration.ts';

/** What stands behind a number, by unit. */
const SUFFIXES: Readonly<Record<ParamUnit, string>> = {
  unit: '',
  ratio: '×',
  seconds: ' s',
  hertz: ' Hz',
  beats: ' beats',
  bpm: ' bpm',
  decibels: ' dB',
  degrees: '°',
  pixels: ' px',
  count: '',
  stops: ' EV',
};

/** Digits behind the point that a control of this range can show apart. */
function decimalsOf({ min, max, step }: ParamSpec): number {
  if (step >= 1) return 0;
  const range = max - min;
  if (range >= 100) return 1;
  return range >= 10 ? 1 : range < 0.1 ? 4 : range < 1 ? 3 : 2;
}

/** A name of code as words: `color-dodge` as `Color dodge`. */
export function inWords(name: string): string {
  const words = name.replaceAll('-', ' ').replace(/([a-z])([A-Z])/g, '$1 $2');
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}

/** A value as its control shows it. */
export function formatValue(spec: ParamSpec, value: number): string {
  if (spec.kind === 'choice') return inWords(spec.choices[value] ?? '');
  if (spec.kind !== 'number') return value > 0.5 ? 'On' : 'Off';
  // A minus sign as wide as a figure, and never "-0".
  const text = value
    .toFixed(decimalsOf(spec))
    .replace(/^-(?=0\.?0*$)/, '')
    .replace('-', '−');
  return `${text}${SUFFIXES[spec.unit]}`;
}

/** An end of a range, as short as it can be. */
export function formatEnd(value: number): string {
  return String(Number(value.toPrecision(4))).replace('-', '−');
}

/** A length as `0:07` or `1:02:03`. */
export function formatLength(seconds: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return hours > 0
    ? `${hours}:${two(minutes % 60)}:${two(seconds % 60)}`
    : `${minutes}:${two(seconds % 60)}`;
}

/** Names of hues, each from where it begins on the turn of OKLab. */
const HUES = [
  [0.03, 'red'],
  [0.12, 'orange'],
  [0.24, 'yellow'],
  [0.34, 'green'],
  [0.48, 'cyan'],
  [0.63, 'blue'],
  [0.78, 'violet'],
  [0.87, 'magenta'],
] as const;
/** Certainty from which on a picture has a hue. */
const OF_ONE_HUE = 0.35;

/** What the eyes see of the picture; null where they see nothing. */
export function formatSeen(seen: Readonly<Float32Array> | null): string {
  if (!seen) return 'Eyes: none, this picture does not move the music';
  const hue = HUES.findLast(([from]) => (seen[SEEN.hue] ?? 0) >= from)?.[1] ?? 'magenta';
  const colours = (seen[SEEN.certainty] ?? 0) < OF_ONE_HUE ? 'of no one hue' : `mostly ${hue}`;
  return `Eyes: motion ${Math.round((seen[SEEN.motion] ?? 0) * 100)} %, ${colours}`;
}
