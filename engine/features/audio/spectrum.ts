import { smoothingShare } from '../../core/numeric.ts';
import type { Decibels } from '../../core/units.ts';
import { createFilterbank } from './dsp/filterbank.ts';
import { createRunningPeak } from './dsp/running-peak.ts';
import { defineAudioFeature } from './feature.ts';

const SIZE = 128;
/** What lies this far under the loudest of late is 0. */
const RANGE: Decibels = 60;
/** The loudest of late is taken to be at least this, which bounds the gain in a quiet room. */
const CEILING_FLOOR: Decibels = -50;
/** Rise of the scale per octave: music falls faster than pink noise, and should fill the picture. */
const TILT: Decibels = 1.5;
/** Amplitude that stands for no sound at all. */
const SILENCE = 1e-6;

/**
 * 128 bands from 30 Hz to 16 kHz, evenly in pitch, in decibels mapped to 0..1: 1 is the loudest
 * band of the last seconds, 0 is 60 dB below it, tilted up by 1.5 dB an octave from 1 kHz.
 * Rises at once, falls in 60 ms.
 * @source librosa.amplitude_to_db with top_db = 60, against a running peak in place of the maximum.
 */
export default defineAudioFeature({
  name: 'spectrum',
  unit: 'decibels mapped to 0..1',
  size: SIZE,
  range: [0, 1],
  create({ sampleRate, hopLength, fftLength }) {
    const step = hopLength / sampleRate;
    const shape = {
      binHertz: sampleRate / fftLength,
      magnitudes: new Float32Array(fftLength / 2 + 1),
    };
    const bank = createFilterbank(shape, { size: SIZE, low: 30, high: 16000 });
    const tilt = Array.from(bank.centres, (centre) => TILT * Math.log2(centre / 1000));
    const amplitudes = new Float32Array(SIZE);
    const shown = new Float32Array(SIZE);
    const ceiling = createRunningPeak({ floor: CEILING_FLOOR, attack: 0.05, release: 15, step });
    const fall = smoothingShare(step, 0.06);
    return {
      process({ spectrum }, out, offset) {
        bank.gather(spectrum.magnitudes, amplitudes);
        let loudest = CEILING_FLOOR;
        for (let band = 0; band < SIZE; band++) {
          const level = 20 * Math.log10(Math.max(SILENCE, amplitudes[band] as number));
          amplitudes[band] = level + (tilt[band] as number);
          loudest = Math.max(loudest, amplitudes[band] as number);
        }
        const bottom = ceiling.follow(loudest) - RANGE;
        for (let band = 0; band < SIZE; band++) {
          const value = Math.min(Math.max(((amplitudes[band] as number) - bottom) / RANGE, 0), 1);
          const before = shown[band] as number;
          const next = value > before ? value : before + (value - before) * fall;
          shown[band] = next > 1e-4 ? next : 0;
          out[offset + band] = shown[band] as number;
        }
      },
    };
  },
});
