import { createOnsetPicker } from './dsp/onset-picker.ts';
import { createSpectralFlux } from './dsp/spectral-flux.ts';
import { defineAudioFeature } from './feature.ts';

/**
 * Onsets of the lowest octaves (the kick): `[envelope, count]` as in `onset`.
 * @source Spectral flux restricted to 40-150 Hz, as in librosa.onset.onset_strength_multi.
 */
export default defineAudioFeature({
  name: 'onset-low',
  unit: 'envelope 0..1, count',
  size: 2,
  range: [0, 65535],
  create(format) {
    const flux = createSpectralFlux(format, {
      size: 3,
      low: 47,
      high: 141,
      compression: 3,
    });
    return createOnsetPicker(format, flux, { delta: 0.5, refractory: 0.12 });
  },
});
