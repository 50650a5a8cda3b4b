import { createBeatHearing } from './dsp/beat-activation.ts';
import { COUNT_WRAP } from './dsp/onset-picker.ts';
import { defineAudioFeature } from './feature.ts';

/** Activation that a peak must reach. */
const THRESHOLD = 0.5;

/**
 * Onsets of notes and drums as the beat net hears them, soft ones too: `[count, age]`. When the
 * count (modulo 65536) grows, the onset sounded `age` seconds ago: surer than `onset`, but later.
 * @source Boeck and Schedl 2011 for peaks of a net's activations
 */
export default defineAudioFeature({
  name: 'note-onset',
  unit: 'count, seconds',
  size: 2,
  range: [0, COUNT_WRAP - 1],
  thread: 'worker',
  create(_, setting) {
    const hearing = setting.share(createBeatHearing);
    const age = hearing.delay + hearing.step; // a peak is one when the frame after it is lower
    let [before, peak, count] = [0, 0, 0];
    return {
      process(_, out, offset) {
        if (hearing.fresh) {
          const now = hearing.activations[2] as number;
          if (peak > THRESHOLD && peak >= before && peak > now) count = (count + 1) % COUNT_WRAP;
          before = peak;
          peak = now;
        }
        out[offset] = count;
        out[offset + 1] = count > 0 ? age : 0;
      },
    };
  },
});
