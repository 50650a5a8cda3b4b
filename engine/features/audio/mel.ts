import { createMelSpectrum, MEL_BANDS } from './dsp/mel-spectrum.ts';
import { defineAudioFeature } from './feature.ts';

/**
 * 128 mel bands from 0 to 24 kHz in decibels over -100 dB, where a full-scale sine has 0 dB in its bin.
 * @source librosa.feature.melspectrogram, librosa.power_to_db
 */
export default defineAudioFeature({
  name: 'mel',
  unit: 'decibels over -100 dB',
  size: MEL_BANDS,
  range: [0, 130],
  thread: 'worker',
  create(_, setting) {
    const { decibels } = setting.share(createMelSpectrum);
    return { process: (_, out, offset) => out.set(decibels, offset) };
  },
});
