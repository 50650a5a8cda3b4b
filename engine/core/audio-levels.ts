import { type MusicLevels, noMusic } from './music-levels.ts';
import type { Unit01 } from './units.ts';

/** The numbers of the sound that every unit is given each frame; all 0 in silence, but for the chord's root. */
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
  /** The same for the middle band (snare). */
  midOnset: Unit01;
  /** Momentary loudness: -70 LUFS is 0, 0 LUFS is 1. */
  loudness: Unit01;
  /** Spectral centroid on a pitch axis: 100 Hz is 0, 10 kHz is 1. */
  brightness: Unit01;
  /** How sure the ear is of the beat. */
  beatConfidence: Unit01;
  /** How much the sound differs from that of the seconds before. */
  novelty: Unit01;
  /** 1 when a fuller section begins (a drop), then falling. */
  drop: Unit01;
  /** 1 when an emptier section begins (a breakdown), then falling. */
  breakdown: Unit01;
  /** Root of the chord in twelfths of the octave from C, or -1 where there is none. */
  chordRoot: number;
  /** The instrument's own music, known before it sounds; the same object for as long as this is. */
  readonly music: MusicLevels;
}

/** Levels of silence. */
export function silentLevels(): AudioLevels {
  return {
    rms: 0,
    low: 0,
    mid: 0,
    high: 0,
    onsetStrength: 0,
    onset: 0,
    lowOnset: 0,
    highOnset: 0,
    midOnset: 0,
    loudness: 0,
    brightness: 0,
    beatConfidence: 0,
    novelty: 0,
    drop: 0,
    breakdown: 0,
    chordRoot: -1,
    music: noMusic(),
  };
}
