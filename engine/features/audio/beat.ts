import { createBeatTracker } from './dsp/beat-tracker.ts';
import { COUNT_WRAP } from './dsp/onset-picker.ts';
import { defineAudioFeature } from './feature.ts';

/**
 * The beat as it sounds now: `[phase, seconds to the next beat, count, confidence]`. The phase goes
 * from 0 at a beat to 1 at the next one; the count (modulo 65536) grows by one a beat.
 * @source Grosche and Mueller 2011 for the idea of a local pulse; Krebs et al. 2015 for the tracker.
 */
export default defineAudioFeature({
  name: 'beat',
  unit: 'phase 0..1, seconds, count, confidence 0..1',
  size: 4,
  range: [0, COUNT_WRAP - 1],
  thread: 'worker',
  create(_, setting) {
    const tracker = setting.share(createBeatTracker);
    return {
      process(_, out, offset) {
        const known = tracker.confidence > 0;
        out[offset] = known ? tracker.phase : 0;
        out[offset + 1] = known ? (1 - tracker.phase) * tracker.period : 0;
        out[offset + 2] = tracker.count % COUNT_WRAP;
        out[offset + 3] = tracker.confidence;
      },
    };
  },
});
