import type { Seconds } from '../../core/units.ts';
import { defineAudioFeature } from './feature.ts';

const SIZE = 256;
/** Time that the waveform shows. */
const SPAN: Seconds = 0.02;

/** Index of the last rising zero crossing from `from` down to `to`, or `from` when there is none. */
function lastRisingZero(samples: Float32Array, from: number, to: number): number {
  for (let i = from; i > to; i--) {
    if ((samples[i] as number) >= 0 && (samples[i - 1] as number) < 0) return i;
  }
  return from;
}

/**
 * The last 20 ms as 256 points from -1 to 1, beginning at a rising zero crossing where there is one
 * so that a steady tone stands still.
 * @source The trigger of an oscilloscope; points between samples are interpolated linearly.
 */
export default defineAudioFeature({
  name: 'waveform',
  unit: 'full scale',
  size: SIZE,
  range: [-1, 1],
  create({ sampleRate, fftLength }) {
    const span = Math.min(Math.floor(fftLength / 2), Math.round(SPAN * sampleRate));
    const stride = (span - 1) / (SIZE - 1);
    return {
      process({ samples }, out, offset) {
        const newest = samples.length - span;
        const start = lastRisingZero(samples, newest, 1);
        for (let i = 0; i < SIZE; i++) {
          const at = start + i * stride;
          const left = Math.floor(at);
          const right = Math.min(samples.length - 1, left + 1);
          const from = samples[left] as number;
          const value = from + ((samples[right] as number) - from) * (at - left);
          out[offset + i] = Math.min(Math.max(value, -1), 1);
        }
      },
    };
  },
});
