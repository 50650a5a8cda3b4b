import { defineAudioFeature } from './feature.ts';

/**
 * Root mean square of the long window, unweighted: a full-scale sine reads 0.7071.
 * @source librosa.feature.rms with frame_length = fftLength.
 */
export default defineAudioFeature({
  name: 'rms',
  unit: 'full scale',
  size: 1,
  range: [0, 4],
  create: () => ({
    process({ samples }, out, offset) {
      let power = 0;
      for (let i = 0; i < samples.length; i++) {
        const sample = samples[i] as number;
        power += sample * sample;
      }
      out[offset] = Math.sqrt(power / samples.length);
    },
  }),
});
