import { createRunningPeak } from './dsp/running-peak.ts';
import { createWideFlux } from './dsp/spectral-flux.ts';
import { defineAudioFeature } from './feature.ts';

/** Flux that is shown as 1 at least: less is not blown up to fill the range. */
const FLUX_FLOOR = 0.25;

/**
 * How strongly something new sounds now, as a share of the strongest attacks of the last seconds.
 * @source librosa.onset.onset_strength (mean of the half-wave rectified log-spectral difference),
 * normalised causally.
 */
export default defineAudioFeature({
  name: 'onset-strength',
  unit: 'share of the recent peak',
  size: 1,
  range: [0, 1],
  create({ hopLength, sampleRate }, setting) {
    const step = hopLength / sampleRate;
    const flux = setting.share(createWideFlux);
    const peak = createRunningPeak({ floor: FLUX_FLOOR, release: 6, step });
    return {
      process(_, out, offset) {
        out[offset] = flux.strength / peak.follow(flux.strength);
      },
    };
  },
});
