import type { Decibels } from '../../core/units.ts';
import type { PartName } from '../note.ts';
import type { Envelope, Voice, VoiceOutput } from './voice.ts';

/** How an instrument's sound comes about. */
export type Synthesis = 'fm' | 'subtractive' | 'additive' | 'noise' | 'physical';

/** An instrument; the default export of `instruments/<name>.ts`. */
export interface InstrumentDefinition {
  readonly name: string;
  readonly label: string;
  readonly about: string;
  readonly synthesis: Synthesis;
  /** The part that it was made for. */
  readonly part: PartName;
  /** Notes that sound together at most; the oldest makes way for the next. */
  readonly voices: number;
  /** Brings it to the loudness of the others. */
  readonly trim: Decibels;
  readonly envelope: Envelope;
  /** Makes a note's nodes of the voice; returns what is to be heard: one node, or two. */
  readonly build: (voice: Voice) => VoiceOutput;
}

/** Declares an instrument. */
export function defineInstrument(definition: InstrumentDefinition): InstrumentDefinition {
  return definition;
}
