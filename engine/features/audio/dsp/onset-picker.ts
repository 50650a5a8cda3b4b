import { smoothingShare } from '../../../core/numeric.ts';
import type { Hertz, Seconds } from '../../../core/units.ts';
import type { AnalysisFormat, AudioFeatureProcess } from '../feature.ts';
import { createRunningPeak } from './running-peak.ts';
import { createSpectralFlux } from './spectral-flux.ts';

/** Counts run from 0 to this and start again, so that a float holds them exactly for ever. */
export const ONSET_COUNT_WRAP = 65536;

/** Seconds in which the envelope of an onset falls to 1/e. */
export const ONSET_DECAY: Seconds = 0.18;

/** Onsets that a reader has missed between two counts that it read. */
export function onsetsBetween(earlier: number, later: number): number {
  return (later - earlier + ONSET_COUNT_WRAP) % ONSET_COUNT_WRAP;
}

/** Which part of the sound is listened to, and how soon a second onset may follow. */
export interface OnsetPickerOptions {
  readonly size: number;
  readonly low: Hertz;
  readonly high: Hertz;
  readonly refractory: Seconds;
}

/** Rise over the running mean, as a share of the running peak, that makes an onset. */
const DELTA = 0.14;
/** An onset rises over the running mean by this many mean deviations besides. */
const DEVIATIONS = 3;
/** Flux that full-scale onsets are measured against at least; steady noise stays below. */
const FLUX_FLOOR = 0.25;

/**
 * Picks onsets as they come: flux over an adaptive threshold, rising, not within the refractory
 * time. Writes two floats: an envelope that jumps to 1 and decays, and the running count.
 * @source Dixon 2006, "Onset detection revisited": threshold of running mean plus a constant, made
 * causal; no frame is waited for.
 */
export function createOnsetPicker(
  format: AnalysisFormat,
  { size, low, high, refractory }: OnsetPickerOptions,
): AudioFeatureProcess {
  const step = format.hopLength / format.sampleRate;
  const flux = createSpectralFlux(format, { size, low, high });
  const peak = createRunningPeak({ floor: FLUX_FLOOR, release: 6, step });
  const share = smoothingShare(step, 0.25);
  const decay = Math.exp(-step / ONSET_DECAY);
  let mean = 0;
  let deviation = 0;
  let before = 0;
  let since = refractory;
  let envelope = 0;
  let count = 0;
  return {
    process(frame, out, offset) {
      const strength = flux.measure(frame);
      const threshold = mean + DEVIATIONS * deviation + DELTA * peak.follow(strength);
      since += step;
      envelope *= decay;
      if (strength > threshold && strength > before && since >= refractory) {
        since = 0;
        envelope = 1;
        count = (count + 1) % ONSET_COUNT_WRAP;
      }
      deviation += (Math.abs(strength - mean) - deviation) * share;
      mean += (strength - mean) * share;
      before = strength;
      out[offset] = envelope > 1e-4 ? envelope : 0;
      out[offset + 1] = count;
    },
  };
}
