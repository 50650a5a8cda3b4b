import type { Decibels, Seconds } from '../../core/units.ts';
import { defineAudioFeature } from './feature.ts';

/** Level of the window at which sound begins, and at which it ends. */
const BEGINS: Decibels = -58;
const ENDS: Decibels = -64;
/** Sound must be away this long to be silence. */
const HOLD: Seconds = 0.5;

/**
 * 1 while something sounds, 0 in silence: with a hysteresis of 6 dB, and half a second of grace
 * between notes.
 * @source librosa.effects.split for the idea of a threshold in decibels, made causal
 */
export default defineAudioFeature({
  name: 'activity',
  unit: '0 silent, 1 sounding',
  size: 1,
  range: [0, 1],
  create({ sampleRate, hopLength }) {
    const step = hopLength / sampleRate;
    let sounding = false;
    let quiet: Seconds = HOLD;
    return {
      process({ samples }, out, offset) {
        let power = 1e-20;
        for (let i = 0; i < samples.length; i++) power += (samples[i] as number) ** 2;
        const level = 10 * Math.log10(power / samples.length);
        quiet = level > (sounding ? ENDS : BEGINS) ? 0 : quiet + step;
        sounding = quiet === 0 || (sounding && quiet < HOLD);
        out[offset] = sounding ? 1 : 0;
      },
    };
  },
});
