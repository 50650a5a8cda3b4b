import type { Hertz } from '../../core/units.ts';

/** How the sound is cut into frames; lengths in samples, scaled so that they last alike. */
export interface AnalysisFormat {
  readonly sampleRate: Hertz;
  /** Samples from one frame to the next. */
  readonly hopLength: number;
  /** Samples in the long window; the short one is half of it. */
  readonly fftLength: number;
}

/** A magnitude spectrum; a full-scale sine on a bin reads 1. */
export interface MagnitudeSpectrum {
  /** `[fftLength / 2 + 1]`, bin k lies at `k * binHertz`. */
  readonly magnitudes: Float32Array;
  readonly binHertz: Hertz;
}

/** What every feature is given once a hop. The arrays are reused: copy what must last. */
export interface AudioFrame {
  /** `[fftLength]` mono samples without DC, the newest last. */
  readonly samples: Float32Array;
  /** Hann window of `fftLength`: fine in frequency. */
  readonly spectrum: MagnitudeSpectrum;
  /** Hann window of `fftLength / 2`: fine in time, for attacks. */
  readonly shortSpectrum: MagnitudeSpectrum;
}

/** A feature at work: holds its own history. */
export interface AudioFeatureProcess {
  /** Writes `size` floats into `out` from `offset` on, without allocating. */
  process(frame: AudioFrame, out: Float32Array, offset: number): void;
}

/** One audio feature: a file of this folder whose default export is one of these. */
export interface AudioFeature {
  /** The field's name, as in librosa; unique. */
  readonly name: string;
  readonly unit: string;
  /** Floats a frame. */
  readonly size: number;
  /** Lowest and highest value that can come out. */
  readonly range: readonly [low: number, high: number];
  create(format: AnalysisFormat): AudioFeatureProcess;
}

/** Declares an audio feature. */
export function defineAudioFeature(feature: AudioFeature): AudioFeature {
  return feature;
}
