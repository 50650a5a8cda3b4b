import type { Hertz } from '../../../core/units.ts';
import type { AnalysisFormat, AudioFrame, FeatureSetting, SharedAnalysis } from '../feature.ts';
import { createFilterbank } from './filterbank.ts';
import { createRunningPeak } from './running-peak.ts';

/** Measures how much new sound each frame brings. */
export interface SpectralFlux {
  /** Mean rise over the bands since two hops ago, in nepers of the compressed magnitudes. */
  measure(frame: AudioFrame): number;
}

/** Which part of the sound is measured, and how. */
export interface SpectralFluxOptions {
  /** Bands from `low` to `high`. */
  readonly size: number;
  readonly low: Hertz;
  readonly high: Hertz;
  /** Gain before the logarithm: at 100 a partial 40 dB under the running peak still counts. */
  readonly compression: number;
}

/** Frames between the two that are compared: the length of the short window, two hops. */
const LAG = 2;
/** Reference that a quiet room is measured against: -66 dBFS. */
const PEAK_FLOOR = 0.0005;

/**
 * Log-compressed spectral flux over `size` bands from `low` to `high`, half-wave rectified against
 * the loudest neighbour two hops ago, so that vibrato does not count as an onset.
 * @source Boeck and Widmer 2013, "Maximum filter vibrato suppression for onset detection" (DAFx).
 */
export function createSpectralFlux(
  format: AnalysisFormat,
  { size, low, high, compression }: SpectralFluxOptions,
): SpectralFlux {
  const step = format.hopLength / format.sampleRate;
  const binHertz = (2 * format.sampleRate) / format.fftLength;
  const shape = { binHertz, magnitudes: new Float32Array(format.fftLength / 4 + 1) };
  const bank = createFilterbank(shape, { size, low, high });
  const peak = createRunningPeak({ floor: PEAK_FLOOR, release: 8, step });
  const levels = new Float32Array(size);
  const history = Array.from({ length: LAG }, () => new Float32Array(size));
  let index = 0;

  const rise = (now: Float32Array, before: Float32Array) => {
    let sum = 0;
    for (let band = 0; band < size; band++) {
      const below = before[Math.max(0, band - 1)] as number;
      const above = before[Math.min(size - 1, band + 1)] as number;
      const loudest = Math.max(before[band] as number, below, above);
      sum += Math.max(0, (now[band] as number) - loudest);
    }
    return sum / size;
  };

  return {
    measure(frame) {
      bank.gather(frame.shortSpectrum.magnitudes, levels);
      let loudest = 0;
      for (let band = 0; band < size; band++) loudest = Math.max(loudest, levels[band] as number);
      const gain = compression / peak.follow(loudest);
      for (let band = 0; band < size; band++) {
        levels[band] = Math.log(1 + (levels[band] as number) * gain);
      }
      const before = history[index] as Float32Array;
      const flux = rise(levels, before);
      before.set(levels);
      index = (index + 1) % LAG;
      return flux;
    },
  };
}

/** The flux of all that is heard, as several features look at it. */
export interface WideFlux extends SharedAnalysis {
  /** As {@link SpectralFlux} measures it, of this hop. */
  readonly strength: number;
}

/** Flux over 40 bands from 60 Hz to 12 kHz. */
export function createWideFlux({ format }: FeatureSetting): WideFlux {
  const flux = createSpectralFlux(format, { size: 40, low: 60, high: 12000, compression: 100 });
  let strength = 0;
  return {
    get strength() {
      return strength;
    },
    update(frame) {
      strength = flux.measure(frame);
    },
  };
}
