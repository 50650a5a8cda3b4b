import { clamp } from '../../core/numeric.ts';
import type { Decibels } from '../../core/units.ts';
import { defineAudioFeature } from './feature.ts';

/** Absolute gate of the standard: what lies below counts as silence. */
export const LOUDNESS_FLOOR: Decibels = -70;

/**
 * `[momentary, short-term, integrated, true peak]`: loudness in LU over -70 LUFS (add -70 for
 * LUFS; 0 in silence), the peak as an amplitude with full scale 1. Measured on the channels as they
 * come, before they are mixed to one.
 * @source ITU-R BS.1770-5; EBU Tech 3341
 */
export default defineAudioFeature({
  name: 'loudness',
  unit: 'LU over -70 LUFS, amplitude',
  size: 4,
  range: [0, 100],
  create: () => ({
    process({ loudness }, out, offset) {
      const over = (lufs: Decibels) => clamp(lufs - LOUDNESS_FLOOR, 0, 100);
      out[offset] = over(loudness.momentary);
      out[offset + 1] = over(loudness.shortTerm);
      out[offset + 2] = over(loudness.integrated);
      out[offset + 3] = loudness.truePeak;
    },
  }),
});
