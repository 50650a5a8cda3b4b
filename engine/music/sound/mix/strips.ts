import type { Decibels, Hertz, Unit01 } from '../../../core/units.ts';
import { PART_NAMES, type PartName } from '../../note.ts';

/** How a part stands in the mix. */
export interface StripShape {
  /** Voices, or strokes, that can sound together: inputs of the part. */
  readonly voices: number;
  readonly level: Decibels;
  /** What is below has no place in this part. */
  readonly highPass: Hertz | null;
  readonly reverb: Decibels | null;
  readonly delay: Decibels | null;
  /** Share of the sidechain's depth by which the kick turns it down. */
  readonly ducked: Unit01;
  readonly isChorused?: boolean;
  /** Peaks are bent towards this, so that strokes do not stand out of the mix by 20 dB. */
  readonly bentTowards?: Decibels;
}

/** A gain-staged mix: drums and bass in front, pads wide and behind. */
export const STRIPS: Readonly<Record<PartName, StripShape>> = {
  drums: {
    voices: 16,
    level: 2.2,
    highPass: null,
    reverb: -27,
    delay: null,
    ducked: 0,
    bentTowards: -9,
  },
  bass: { voices: 4, level: -0.5, highPass: 32, reverb: null, delay: null, ducked: 0.85 },
  chords: { voices: 12, level: -5.5, highPass: 150, reverb: -15, delay: null, ducked: 0.7 },
  pad: {
    voices: 12,
    level: -9,
    highPass: 180,
    reverb: -11,
    delay: null,
    ducked: 1,
    isChorused: true,
  },
  arpeggio: { voices: 12, level: -8, highPass: 220, reverb: -14, delay: -11, ducked: 0.45 },
  melody: { voices: 12, level: -3.5, highPass: 200, reverb: -13, delay: -13, ducked: 0.3 },
};

/** The first input of each part, in the order of the parts; then how many inputs there are. */
export const FIRST_INPUTS: readonly number[] = [0, ...PART_NAMES].map((_, place) =>
  PART_NAMES.slice(0, place).reduce((sum, part) => sum + STRIPS[part].voices, 0),
);
