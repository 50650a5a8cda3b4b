import type { Unit01 } from './units.ts';

/** The numbers of the sound that every unit is given each frame; all 0 in silence. */
export interface AudioLevels {
  /** Root mean square of the newest hop, full scale = 1. */
  rms: Unit01;
  /** 20-150 Hz against its recent peak. */
  low: Unit01;
  /** 150-2000 Hz against its recent peak. */
  mid: Unit01;
  /** 2-12 kHz against its recent peak. */
  high: Unit01;
  /** Novelty of the spectrum. */
  onsetStrength: Unit01;
  /** 1 at an onset, then falling. */
  onset: Unit01;
  /** The same for the low band (kick). */
  lowOnset: Unit01;
  /** The same for the high band (hat). */
  highOnset: Unit01;
}

/** Levels of silence. */
export function silentLevels(): AudioLevels {
  return { rms: 0, low: 0, mid: 0, high: 0, onsetStrength: 0, onset: 0, lowOnset: 0, highOnset: 0 };
}
