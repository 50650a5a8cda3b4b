import type { Hertz } from '../../../core/units.ts';
import type { FeatureSetting, SharedAnalysis } from '../feature.ts';

/** The spectrum on the mel scale. */
export interface MelSpectrum extends SharedAnalysis {
  /** `[MEL_BANDS]` decibels over {@link MEL_FLOOR}: 0 in silence. */
  readonly decibels: Float32Array;
}

/** Bands from 0 Hz to the Nyquist frequency. */
export const MEL_BANDS = 128;
/** Decibels that stand for silence: 10 log10 of the least power. */
export const MEL_FLOOR = -100;

/** Below this the mel scale is linear. @source Slaney 1998, "Auditory Toolbox" */
const LINEAR_TO: Hertz = 1000;
const HERTZ_PER_MEL = 200 / 3;
const LOG_STEP = Math.log(6.4) / 27;

/** Mel to hertz. @source Slaney 1998, as in librosa.mel_to_hz with htk = False */
export function melToHertz(mel: number): Hertz {
  const linear = mel * HERTZ_PER_MEL;
  if (linear < LINEAR_TO) return linear;
  return LINEAR_TO * Math.exp(LOG_STEP * (mel - LINEAR_TO / HERTZ_PER_MEL));
}

/** Hertz to mel, the inverse of {@link melToHertz}. */
export function hertzToMel(hertz: Hertz): number {
  if (hertz < LINEAR_TO) return hertz / HERTZ_PER_MEL;
  return LINEAR_TO / HERTZ_PER_MEL + Math.log(hertz / LINEAR_TO) / LOG_STEP;
}

/** Triangles of equal area between neighbouring centres. @source librosa.filters.mel, norm slaney */
function melFilters(binHertz: Hertz, bins: number) {
  const top = hertzToMel(binHertz * (bins - 1));
  const edges = Array.from({ length: MEL_BANDS + 2 }, (_, i) =>
    melToHertz((top * i) / (MEL_BANDS + 1)),
  );
  return Array.from({ length: MEL_BANDS }, (_, band) => {
    const [low, centre, high] = edges.slice(band, band + 3) as [Hertz, Hertz, Hertz];
    const first = Math.max(0, Math.ceil(low / binHertz));
    const last = Math.min(bins - 1, Math.floor(high / binHertz));
    const weights = Float64Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
      const hertz = (first + i) * binHertz;
      const height = Math.min((hertz - low) / (centre - low), (high - hertz) / (high - centre));
      return (Math.max(0, height) * 2) / (high - low);
    });
    return { first, weights };
  });
}

/**
 * Power of the long window on 128 mel bands in decibels; a full-scale sine has power 1 in its bin.
 * @source librosa.feature.melspectrogram and librosa.power_to_db (amin 1e-10, no top_db)
 */
export function createMelSpectrum({ format }: FeatureSetting): MelSpectrum {
  const bins = format.fftLength / 2 + 1;
  const filters = melFilters(format.sampleRate / format.fftLength, bins);
  const decibels = new Float32Array(MEL_BANDS);
  return {
    decibels,
    update({ spectrum: { magnitudes } }) {
      for (let band = 0; band < MEL_BANDS; band++) {
        const { first, weights } = filters[band] as (typeof filters)[number];
        let power = 0;
        for (let i = 0; i < weights.length; i++) {
          const magnitude = magnitudes[first + i] as number;
          power += (weights[i] as number) * magnitude * magnitude;
        }
        decibels[band] = 10 * Math.log10(Math.max(1e-10, power)) - MEL_FLOOR;
      }
    },
  };
}
