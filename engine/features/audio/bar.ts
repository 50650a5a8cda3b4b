import { createBeatTracker } from './dsp/beat-tracker.ts';
import { defineAudioFeature } from './feature.ts';

/**
 * The bar as it sounds now: `[number of the beat in the bar from 1, beats in a bar, phase of the
 * bar, confidence]`; all 0 before the first beat. A downbeat is a beat whose number is 1.
 * @source Krebs, Boeck and Widmer 2015, on downbeat activations.
 */
export default defineAudioFeature({
  name: 'bar',
  unit: 'beat number, beats, phase 0..1, confidence 0..1',
  size: 4,
  range: [0, 8],
  thread: 'worker',
  create(_, setting) {
    const tracker = setting.share(createBeatTracker);
    return {
      process(_, out, offset) {
        const known = tracker.confidence > 0 && tracker.count > 0;
        out[offset] = known ? tracker.number : 0;
        out[offset + 1] = known ? tracker.beatsPerBar : 0;
        out[offset + 2] = known ? (tracker.number - 1 + tracker.phase) / tracker.beatsPerBar : 0;
        out[offset + 3] = known ? tracker.barConfidence : 0;
      },
    };
  },
});
