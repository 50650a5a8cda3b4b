import { audibleSum } from './dsp/audible.ts';
import { defineAudioFeature } from './feature.ts';

/**
 * Mean frequency of the spectrum, weighted by magnitude: its brightness. 0 in silence.
 * @source librosa.feature.spectral_centroid
 */
export default defineAudioFeature({
  name: 'spectral-centroid',
  unit: 'Hz',
  size: 1,
  range: [0, 24000],
  thread: 'worker',
  create: () => ({
    process({ spectrum: { magnitudes, binHertz } }, out, offset) {
      const sum = audibleSum(magnitudes);
      let moment = 0;
      for (let k = 0; k < magnitudes.length; k++) moment += k * (magnitudes[k] as number);
      out[offset] = sum > 0 ? (moment / sum) * binHertz : 0;
    },
  }),
});
