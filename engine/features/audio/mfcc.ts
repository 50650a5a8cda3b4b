import { createMelSpectrum, MEL_BANDS } from './dsp/mel-spectrum.ts';
import { defineAudioFeature } from './feature.ts';

const COEFFICIENTS = 13;

/** `[COEFFICIENTS][MEL_BANDS]` of the orthonormal discrete cosine transform, type II. */
function cosines(): Float64Array[] {
  return Array.from({ length: COEFFICIENTS }, (_, k) =>
    Float64Array.from({ length: MEL_BANDS }, (_, n) => {
      const scale = Math.sqrt((k === 0 ? 1 : 2) / MEL_BANDS);
      return scale * Math.cos((Math.PI * k * (2 * n + 1)) / (2 * MEL_BANDS));
    }),
  );
}

/**
 * 13 mel-frequency cepstral coefficients of the mel bands over -100 dB: the first lies
 * 100 sqrt(128) above librosa's, so that silence is 0, the others are equal.
 * @source librosa.feature.mfcc (dct type 2, norm ortho, no lifter)
 */
export default defineAudioFeature({
  name: 'mfcc',
  unit: 'decibels',
  size: COEFFICIENTS,
  range: [-1500, 1500],
  thread: 'worker',
  create(_, setting) {
    const { decibels } = setting.share(createMelSpectrum);
    const rows = cosines();
    return {
      process(_, out, offset) {
        for (let k = 0; k < COEFFICIENTS; k++) {
          const row = rows[k] as Float64Array;
          let sum = 0;
          for (let n = 0; n < MEL_BANDS; n++) sum += (row[n] as number) * (decibels[n] as number);
          out[offset + k] = sum;
        }
      },
    };
  },
});
