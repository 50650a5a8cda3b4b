import { createRunningPeak } from './dsp/running-peak.ts';
import { createSpectralFlux } from './dsp/spectral-flux.ts';
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
  create(format) {
    const step = format.hopLength / format.sampleRate;
    const flux = createSpectralFlux(format, { size: 40, low: 60, high: 12000, compression: 100 });
    const peak = createRunningPeak({ floor: FLUX_FLOOR, release: 6, step });
    return {
      process(frame, out, offset) {
        const strength = flux.measure(frame);
        out[offset] = strength / peak.follow(strength);
      },
    };
  },
});
