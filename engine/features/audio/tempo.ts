import { smoothingShare } from '../../core/numeric.ts';
import { createBeatTracker } from './dsp/beat-tracker.ts';
import { defineAudioFeature } from './feature.ts';

/** Seconds in which the shown tempo comes near to that of the tracker. */
const SMOOTHING = 1;

/**
 * Tempo and the confidence in it: `[beats a minute, 0..1]`, both 0 while none is known.
 * @source librosa.feature.tempo for the unit; the tempo is that of the tracked beats, made smooth.
 */
export default defineAudioFeature({
  name: 'tempo',
  unit: 'bpm, confidence 0..1',
  size: 2,
  range: [0, 300],
  thread: 'worker',
  create({ sampleRate, hopLength }, setting) {
    const tracker = setting.share(createBeatTracker);
    const share = smoothingShare(hopLength / sampleRate, SMOOTHING);
    let shown = 0;
    return {
      process(_, out, offset) {
        const now = tracker.confidence > 0 ? 60 / tracker.period : 0;
        const jumped = shown === 0 || now === 0 || Math.abs(now / shown - 1) > 0.2;
        shown = jumped ? now : shown + (now - shown) * share;
        out[offset] = shown;
        out[offset + 1] = tracker.confidence;
      },
    };
  },
});
