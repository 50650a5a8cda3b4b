import type { Beats, Bpm, Hertz } from '../../core/units.ts';

const tempoBpm: Bpm = 116;
const beatsPerBar = 4;
const bars = 64;
const beats: Beats = bars * beatsPerBar;

/** A part of the form: bars `from` up to `to`. */
export interface TrackSection {
  readonly name: 'intro' | 'groove' | 'build' | 'drop' | 'breakdown' | 'return' | 'turn';
  readonly from: number;
  readonly to: number;
}

/** What the transport needs to know to lock to the built-in track, which loops without a seam. */
export const builtInTrack = {
  title: 'Built-in track',
  tempoBpm,
  beatsPerBar,
  bars,
  beats,
  seconds: (beats * 60) / tempoBpm,
  sections: [
    { name: 'intro', from: 0, to: 8 },
    { name: 'groove', from: 8, to: 16 },
    { name: 'build', from: 16, to: 24 },
    { name: 'drop', from: 24, to: 40 },
    { name: 'breakdown', from: 40, to: 48 },
    { name: 'return', from: 48, to: 60 },
    { name: 'turn', from: 60, to: 64 },
  ] satisfies readonly TrackSection[] as readonly TrackSection[],
} as const;

/** The section that `bar` (from 0) lies in. */
export function sectionOf(bar: number): TrackSection['name'] {
  return builtInTrack.sections.find(({ from, to }) => bar >= from && bar < to)?.name ?? 'intro';
}

/** The sample at which a beat falls; the loop is a whole number of samples. */
export function beatSample(beat: Beats, sampleRate: Hertz): number {
  return Math.round((beat * 60 * sampleRate) / tempoBpm);
}

/** Bars that are rendered first, so that the sound begins at once; they loop till the rest is there. */
export const OPENING_BARS = 8;
