import { createPackedProduct } from '../../core/packed-product.ts';
import { createMelSpectrum, MEL_BANDS } from './dsp/mel-spectrum.ts';
import { defineAudioFeature } from './feature.ts';

const COEFFICIENTS = 13;

/** `[COEFFICIENTS, MEL_BANDS]` of the orthonormal discrete cosine transform, type II. */
function cosines(): Float64Array {
  return Float64Array.from({ length: COEFFICIENTS * MEL_BANDS }, (_, i) => {
    const [k, n] = [Math.floor(i / MEL_BANDS), i % MEL_BANDS];
    const scale = Math.sqrt((k === 0 ? 1 : 2) / MEL_BANDS);
    return scale * Math.cos((Math.PI * k * (2 * n + 1)) / (2 * MEL_BANDS));
  });
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
    const levels = new Float64Array(MEL_BANDS);
    const transform = createPackedProduct(cosines(), new Float64Array(COEFFICIENTS));
    return {
      process(_, out, offset) {
        levels.set(decibels);
        transform.apply(levels);
        for (let k = 0; k < COEFFICIENTS; k++) out[offset + k] = transform.sums[k] as number;
      },
    };
  },
});
