import { createOnsetPicker } from './dsp/onset-picker.ts';
import { createWideFlux } from './dsp/spectral-flux.ts';
import { defineAudioFeature } from './feature.ts';

/**
 * Onsets of any kind: `[envelope, count]`. The envelope jumps to 1 and decays with 180 ms; the
 * count (modulo 65536) grows by one, so that a slower reader misses none.
 * @source mir_eval.onset takes the times at which the count grows.
 */
export default defineAudioFeature({
  name: 'onset',
  unit: 'envelope 0..1, count',
  size: 2,
  range: [0, 65535],
  create(format, setting) {
    const flux = setting.share(createWideFlux);
    const measure = () => flux.strength;
    return createOnsetPicker(format, { measure }, { delta: 0.1, refractory: 0.06 });
  },
});
