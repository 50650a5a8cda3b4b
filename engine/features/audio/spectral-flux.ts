import { createWideFlux } from './dsp/spectral-flux.ts';
import { defineAudioFeature } from './feature.ts';

/**
 * How much new sound the hop brings: mean rise of 40 log-compressed bands over two hops ago, without
 * the normalisation of `onset-strength`.
 * @source Boeck and Widmer 2013, "Maximum filter vibrato suppression for onset detection"
 */
export default defineAudioFeature({
  name: 'spectral-flux',
  unit: 'nepers',
  size: 1,
  range: [0, 20],
  create(_, setting) {
    const flux = setting.share(createWideFlux);
    return {
      process(_, out, offset) {
        out[offset] = flux.strength;
      },
    };
  },
});
