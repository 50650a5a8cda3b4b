import { CQT_BINS, createPitchClasses } from './dsp/pitch-class.ts';
import { defineAudioFeature } from './feature.ts';

/**
 * Amplitudes of 84 semitones from C1 (32.7 Hz) up, of the last 341 ms: the constant-Q axis.
 * @source Brown 1991; pooled FFT bins as in librosa.pseudo_cqt
 */
export default defineAudioFeature({
  name: 'cqt',
  unit: 'full scale',
  size: CQT_BINS,
  range: [0, 16],
  thread: 'worker',
  create(_, setting) {
    const { notes } = setting.share(createPitchClasses);
    return { process: (_, out, offset) => out.set(notes, offset) };
  },
});
