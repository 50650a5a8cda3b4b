import { createOnsetPicker } from './dsp/onset-picker.ts';
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
  create: (format) =>
    createOnsetPicker(format, {
      size: 40,
      low: 60,
      high: 12000,
      compression: 100,
      delta: 0.1,
      refractory: 0.06,
    }),
});
