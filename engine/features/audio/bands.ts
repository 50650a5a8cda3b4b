import { smoothingShare } from '../../core/numeric.ts';
import type { Hertz } from '../../core/units.ts';
import { createRunningPeak } from './dsp/running-peak.ts';
import { defineAudioFeature } from './feature.ts';

/** Borders of the low, the middle and the high band. */
const BANDS: readonly (readonly [low: Hertz, high: Hertz])[] = [
  [20, 150],
  [150, 2000],
  [2000, 12000],
];

/** Amplitude under which a band is silent: -80 dBFS. */
const GATE = 1e-4;
/** Amplitude that is shown as 1 at least: -50 dBFS. */
const PEAK_FLOOR = 0.003;

/** Root of the summed power of the bins from `low` up to `high`. */
function amplitude(magnitudes: Float32Array, binHertz: Hertz, low: Hertz, high: Hertz): number {
  const end = Math.min(magnitudes.length, Math.ceil(high / binHertz));
  let power = 0;
  for (let k = Math.ceil(low / binHertz); k < end; k++) {
    const magnitude = magnitudes[k] as number;
    power += magnitude * magnitude;
  }
  return Math.sqrt(power);
}

/**
 * Low, mid and high as three faders 0..1, each against its own loudest of the last seconds, so that
 * they move alike in a quiet room and in a loud one; 0 in silence. Rises at once, falls in 90 ms.
 * @source Sums of spectral power over fixed bands, amplitude normalised by a running peak.
 */
export default defineAudioFeature({
  name: 'bands',
  unit: 'share of the recent peak: low, mid, high',
  size: BANDS.length,
  range: [0, 1],
  create({ sampleRate, hopLength }) {
    const step = hopLength / sampleRate;
    const fall = smoothingShare(step, 0.09);
    const peaks = BANDS.map(() => createRunningPeak({ floor: PEAK_FLOOR, release: 10, step }));
    const shown = new Float32Array(BANDS.length);
    return {
      process({ spectrum }, out, offset) {
        for (let band = 0; band < BANDS.length; band++) {
          const [low, high] = BANDS[band] ?? [0, 0];
          const level = amplitude(spectrum.magnitudes, spectrum.binHertz, low, high);
          const peak = peaks[band]?.follow(level) ?? 1;
          const value = level > GATE ? level / peak : 0;
          const before = shown[band] as number;
          const next = value > before ? value : before + (value - before) * fall;
          shown[band] = next > 1e-4 ? next : 0;
          out[offset + band] = shown[band] as number;
        }
      },
    };
  },
});
