import type { Decibels, Hertz } from '../../core/units.ts';

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

/** Loudness as it is measured on the channels that came in. */
export interface LoudnessReading {
  /** LUFS over the last 400 ms; -Infinity in silence. */
  readonly momentary: Decibels;
  /** LUFS over the last 3 s. */
  readonly shortTerm: Decibels;
  /** Gated LUFS over all that was heard. */
  readonly integrated: Decibels;
  /** Highest inter-sample amplitude of the last hop, full scale 1. */
  readonly truePeak: number;
}

/** What every feature is given once a hop. The arrays are reused: copy what must last. */
export interface AudioFrame {
  /** Whole hops heard before this one. */
  readonly hop: number;
  /** `[fftLength]` mono samples without DC, the newest last. */
  readonly samples: Float32Array;
  /** Hann window of `fftLength`: fine in frequency. */
  readonly spectrum: MagnitudeSpectrum;
  /** Hann window of `fftLength / 2`: fine in time, for attacks. */
  readonly shortSpectrum: MagnitudeSpectrum;
  readonly loudness: LoudnessReading;
}

/** Something that several features look at: computed once a hop, before them. */
export interface SharedAnalysis {
  /** Takes the next hop in, without allocating. */
  update(frame: AudioFrame): void;
}

/**
 * A causal net that hears beats. The app fills it in; without one the flux of the spectrum stands
 * in for it.
 */
export interface BeatActivation {
  /** Takes `[64]` log-compressed bands and gives `[beat, downbeat, onset]` from 0 to 1. */
  process(bands: Float32Array, activations: Float32Array): void;
}

/** What a feature is made from. */
export interface FeatureSetting {
  readonly format: AnalysisFormat;
  readonly beatNet: BeatActivation | null;
  /** The one analysis that `create` makes in this analyser, made at the first call. */
  share<T extends SharedAnalysis>(create: (setting: FeatureSetting) => T): T;
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
  /** Where it runs live: on the audio thread (the standard) where it must be early, or in the worker. */
  readonly thread?: 'audio' | 'worker';
  create(format: AnalysisFormat, setting: FeatureSetting): AudioFeatureProcess;
}

/** Declares an audio feature. */
export function defineAudioFeature(feature: AudioFeature): AudioFeature {
  return feature;
}
