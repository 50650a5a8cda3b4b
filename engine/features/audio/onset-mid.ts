import { createOnsetPicker } from './dsp/onset-picker.ts';
import { createSpectralFlux } from './dsp/spectral-flux.ts';
import { defineAudioFeature } from './feature.ts';

/**
 * Onsets of the middle octaves (the snare): `[envelope, count]` as in `onset`.
 * @source Spectral flux restricted to 150-2000 Hz, as in librosa.onset.onset_strength_multi.
 */
export default defineAudioFeature({
  name: 'onset-mid',
  unit: 'envelope 0..1, count',
  size: 2,
  range: [0, 65535],
  create(format) {
    const flux = createSpectralFlux(format, {
      size: 20,
      low: 150,
      high: 2000,
      compression: 20,
    });
    return createOnsetPicker(format, flux, { delta: 0.25, refractory: 0.09 });
  },
});
