import { smoothingShare } from '../../core/numeric.ts';
import type { Seconds } from '../../core/units.ts';
import { createPitchClasses } from './dsp/pitch-class.ts';
import { defineAudioFeature } from './feature.ts';

/** How often each pitch class sounds over its tonic. @source Albrecht and Shanahan 2013 */
const PROFILES = [
  [0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.08, 0.008, 0.081],
  [0.22, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052],
] as const;

/** Time over which pitch classes are gathered. */
const MEMORY: Seconds = 40;
/** Another key must fit better by this before it takes over. */
const HYSTERESIS = 0.02;
/** Correlation under which there is no key, and share of tones under which there are only drums. */
const LEAST_FIT = 0.45;
const LEAST_TONALITY = 0.12;

/** Distances from the mean, scaled to length 1. */
function standardised(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const length = Math.hypot(...values.map((value) => value - mean));
  return values.map((value) => (value - mean) / length);
}

/** `[24][12]` profiles of the keys: major from C, then minor from C. */
const KEYS = PROFILES.flatMap((profile) =>
  Array.from({ length: 12 }, (_, tonic) =>
    standardised(Array.from({ length: 12 }, (_, c) => profile[(c - tonic + 12) % 12] as number)),
  ),
);

/** Correlations of a chroma with every key. */
function correlate(chroma: Float64Array, fits: Float64Array): void {
  let mean = 0;
  for (let c = 0; c < 12; c++) mean += (chroma[c] as number) / 12;
  let length = 1e-12;
  for (let c = 0; c < 12; c++) length += ((chroma[c] as number) - mean) ** 2;
  for (let k = 0; k < KEYS.length; k++) {
    const profile = KEYS[k] as number[];
    let dot = 0;
    for (let c = 0; c < 12; c++) dot += (profile[c] as number) * ((chroma[c] as number) - mean);
    fits[k] = dot / Math.sqrt(length);
  }
}

/**
 * The key of the last half minute or so: `[tonic 1..12 from C or 0 for none, mode 0 major 1 minor,
 * confidence]`.
 * @source Krumhansl 1990, key finding by profiles, with those of Albrecht and Shanahan 2013
 */
export default defineAudioFeature({
  name: 'key',
  unit: 'tonic 1..12, mode 0..1, confidence 0..1',
  size: 3,
  range: [0, 12],
  thread: 'worker',
  create(_, setting) {
    const pitch = setting.share(createPitchClasses);
    const share = smoothingShare(pitch.step, MEMORY);
    const gathered = new Float64Array(12);
    const fits = new Float64Array(24);
    let tonality = 0;
    let heard = 0;
    let best = -1;
    let confidence = 0;

    const gather = () => {
      const sounding = pitch.tonality > 0.02;
      if (!sounding) return;
      heard += 1;
      const rate = Math.max(share, 1 / heard); // a plain mean until the memory is full
      tonality += (pitch.tonality - tonality) * rate;
      for (let c = 0; c < 12; c++) {
        const now = (pitch.classes[c] as number) * pitch.tonality;
        gathered[c] = (gathered[c] as number) + (now - (gathered[c] as number)) * rate;
      }
    };

    const decide = () => {
      correlate(gathered, fits);
      let first = 0;
      for (let k = 1; k < 24; k++) if ((fits[k] as number) > (fits[first] as number)) first = k;
      if (best < 0 || (fits[first] as number) > (fits[best] as number) + HYSTERESIS) best = first;
      let second = -1;
      for (let k = 0; k < 24; k++) if (k !== best) second = Math.max(second, fits[k] as number);
      const clear = Math.min(1, Math.max(0, ((fits[best] as number) - second) / 0.15));
      const fit = (fits[best] as number) > LEAST_FIT && tonality > LEAST_TONALITY;
      confidence = fit ? Math.max(0.05, clear) * Math.min(1, (heard * pitch.step) / 5) : 0;
    };

    return {
      process(_, out, offset) {
        if (pitch.fresh) {
          gather();
          if (heard > 0) decide();
        }
        const known = confidence > 0;
        out[offset] = known ? (best % 12) + 1 : 0;
        out[offset + 1] = known && best >= 12 ? 1 : 0;
        out[offset + 2] = confidence;
      },
    };
  },
});
