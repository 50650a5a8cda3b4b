import type { Seconds, Unit01 } from '../../../core/units.ts';
import type { AnalysisFormat, AudioFeatureProcess } from '../feature.ts';
import { createRunningMedian } from './running-median.ts';
import { createRunningPeak } from './running-peak.ts';
import type { SpectralFlux } from './spectral-flux.ts';

/** Counts run from 0 to this and start again, so that a float holds them exactly for ever. */
export const COUNT_WRAP = 65536;

/** Seconds in which the envelope of an onset falls to 1/e. */
export const ONSET_DECAY: Seconds = 0.18;

/** Onsets that a reader has missed between two counts that it read. */
export function onsetsBetween(earlier: number, later: number): number {
  return (later - earlier + COUNT_WRAP) % COUNT_WRAP;
}

/** What counts. */
export interface OnsetPickerOptions {
  /** Rise over the running median, as a share of the running peak, that makes an onset. */
  readonly delta: Unit01;
  /** How soon a second onset may follow. */
  readonly refractory: Seconds;
}

/** An onset rises by this many median deviations besides. */
const DEVIATIONS = 6;
/** Time that the median looks back over. */
const MEMORY: Seconds = 0.7;
/** Flux that full-scale onsets are measured against at least; steady noise stays below. */
const FLUX_FLOOR = 0.25;

/**
 * Picks onsets of a flux as they come: over an adaptive threshold, rising, not within the refractory
 * time. Writes two floats: an envelope that jumps to 1 and decays, and the running count.
 * @source Dixon 2006, "Onset detection revisited": threshold of a running median plus a constant,
 * made causal; no frame is waited for.
 */
export function createOnsetPicker(
  format: AnalysisFormat,
  flux: SpectralFlux,
  { delta, refractory }: OnsetPickerOptions,
): AudioFeatureProcess {
  const step = format.hopLength / format.sampleRate;
  const peak = createRunningPeak({ floor: FLUX_FLOOR, release: 6, step });
  const usual = createRunningMedian(Math.round(MEMORY / step));
  const decay = Math.exp(-step / ONSET_DECAY);
  let before = 0;
  let since = refractory;
  let envelope = 0;
  let count = 0;
  return {
    process(frame, out, offset) {
      const strength = flux.measure(frame);
      const rise = DEVIATIONS * usual.deviation + delta * peak.follow(strength);
      since += step;
      envelope *= decay;
      if (strength > usual.median + rise && strength > before && since >= refractory) {
        since = 0;
        envelope = 1;
        count = (count + 1) % COUNT_WRAP;
      }
      usual.take(strength);
      before = strength;
      out[offset] = envelope > 1e-4 ? envelope : 0;
      out[offset + 1] = count;
    },
  };
}
