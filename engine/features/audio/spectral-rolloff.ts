import { audibleSum } from './dsp/audible.ts';
import { defineAudioFeature } from './feature.ts';

/** Share of the summed magnitude that lies at or under the roll-off. */
const SHARE = 0.85;

/**
 * Frequency under which 85 % of the summed magnitude lies; 0 in silence.
 * @source librosa.feature.spectral_rolloff
 */
export default defineAudioFeature({
  name: 'spectral-rolloff',
  unit: 'Hz',
  size: 1,
  range: [0, 24000],
  thread: 'worker',
  create: () => ({
    process({ spectrum: { magnitudes, binHertz } }, out, offset) {
      const threshold = SHARE * audibleSum(magnitudes);
      let sum = 0;
      let bin = 0;
      if (threshold > 0) {
        while (bin < magnitudes.length - 1) {
          sum += magnitudes[bin] as number;
          if (sum >= threshold) break;
          bin++;
        }
      }
      out[offset] = bin * binHertz;
    },
  }),
});
