import { createOnsetPicker } from './dsp/onset-picker.ts';
import { createSpectralFlux } from './dsp/spectral-flux.ts';
import { defineAudioFeature } from './feature.ts';

/**
 * Onsets of the highest octaves (hats, consonants): `[envelope, count]` as in `onset`.
 * @source Spectral flux restricted to 5-14 kHz, as in librosa.onset.onset_strength_multi.
 */
export default defineAudioFeature({
  name: 'onset-high',
  unit: 'envelope 0..1, count',
  size: 2,
  range: [0, 65535],
  create(format) {
    const flux = createSpectralFlux(format, {
      size: 12,
      low: 5000,
      high: 14000,
      compression: 100,
    });
    return createOnsetPicker(format, flux, { delta: 0.1, refractory: 0.06 });
  },
});
