import { audibleSum } from './dsp/audible.ts';
import { defineAudioFeature } from './feature.ts';

/** Least power of a bin. */
const LEAST = 1e-10;
/** Powers whose product is taken before its logarithm: logarithms are slow. */
const TOGETHER = 16;

/**
 * Geometric over arithmetic mean of the power spectrum: near 0 for tones, towards 1 for noise; 0 in
 * silence, where librosa says 1.
 * @source librosa.feature.spectral_flatness (amin 1e-10, power 2)
 */
export default defineAudioFeature({
  name: 'spectral-flatness',
  unit: 'share',
  size: 1,
  range: [0, 1],
  thread: 'worker',
  create: () => ({
    process({ spectrum: { magnitudes } }, out, offset) {
      out[offset] = 0;
      if (audibleSum(magnitudes) === 0) return;
      let sum = 0;
      let logs = 0;
      let product = 1;
      for (let k = 0; k < magnitudes.length; k++) {
        const magnitude = magnitudes[k] as number;
        const power = Math.max(LEAST, magnitude * magnitude);
        sum += power;
        product *= power;
        if (k % TOGETHER !== TOGETHER - 1) continue;
        logs += Math.log(product);
        product = 1;
      }
      logs += Math.log(product);
      out[offset] = Math.min(1, Math.exp(logs / magnitudes.length) / (sum / magnitudes.length));
    },
  }),
});
