import type { Hertz, Seconds } from '../../core/units.ts';
import type { Voice } from './dsp/voice-pool.ts';
import { beatSample, builtInTrack, sectionOf, type TrackSection } from './form.ts';
import { createMetal } from './voices/hat.ts';

/** The buses that voices play into. */
export type BusName = 'kick' | 'drums' | 'claps' | 'bass' | 'pad' | 'bells' | 'plucks' | 'sweeps';

/** A voice that begins in a bar. */
export interface Cue {
  readonly bus: BusName;
  /** Samples after the beginning of the bar. */
  readonly start: number;
  readonly voice: Voice;
}

/** What the voices of all bars share. */
export interface Kit {
  readonly sampleRate: Hertz;
  readonly hatMetal: Float32Array;
  readonly shakerMetal: Float32Array;
}

/** The kit for a sample rate. */
export function createKit(sampleRate: Hertz): Kit {
  const metal = (cutoff: Hertz) => createMetal(sampleRate, cutoff);
  return { sampleRate, hatMetal: metal(7600), shakerMetal: metal(4200) };
}

/** A bar to be filled. */
export interface Bar {
  readonly kit: Kit;
  readonly index: number;
  readonly section: TrackSection['name'];
  readonly sampleRate: Hertz;
  /** Samples from the bar's beginning to `beat` of it. */
  at(beat: number): number;
  /** The same for a sixteenth, the odd ones a little late. */
  step(sixteenth: number): number;
  /** A number that is this event's own. */
  seed(event: number): number;
}

/** Lateness of every second sixteenth, as a share of a sixteenth. */
const SWING = 0.09;
/** Length of a beat. */
export const SECONDS_PER_BEAT: Seconds = 60 / builtInTrack.tempoBpm;

/** The bar `index`, from 0 to 63. */
export function barAt(index: number, kit: Kit): Bar {
  const { sampleRate } = kit;
  const first = index * builtInTrack.beatsPerBar;
  const start = beatSample(first, sampleRate);
  const at = (beat: number) => beatSample(first + beat, sampleRate) - start;
  return {
    kit,
    index,
    section: sectionOf(index),
    sampleRate,
    at,
    step: (sixteenth) => at((sixteenth + (sixteenth % 2 === 1 ? SWING : 0)) / 4),
    seed: (event) => index * 997 + event,
  };
}

/** Whether everything plays: the two drops. */
export function isFull({ section }: Bar): boolean {
  return section === 'drop' || section === 'return';
}
