import { smoothingShare } from '../../core/numeric.ts';
import type { Seconds } from '../../core/units.ts';
import { createBeatTracker } from './dsp/beat-tracker.ts';
import { createPitchClasses } from './dsp/pitch-class.ts';
import { defineAudioFeature } from './feature.ts';

const MEMORY: Seconds = 2.5;
/** Syllables come at about this rate. */
const SYLLABLES_HERTZ = 4;
/**
 * Weights of the decision, over 0 towards speech: a logistic regression on spoken digits against
 * piano, keyboards, bands and drums (models/beat/CARD.md tells how sure it is).
 */
const BIAS = -1.6;
const MODULATION_WEIGHT = 6.4;
const GAPS_WEIGHT = 5.9;
const TONALITY_WEIGHT = -6.8;
const BEAT_WEIGHT = -3.9;
const AUDIBLE = 1e-3;

/** Share of an envelope's movement that lies at the rate of syllables: a resonator at 4 Hz. */
function createModulation(step: Seconds) {
  const radius = Math.exp(-2 * Math.PI * 1.5 * step);
  const angle = 2 * Math.PI * SYLLABLES_HERTZ * step;
  const turn = 2 * radius * Math.cos(angle);
  const across = Math.sqrt(1 - 2 * radius * Math.cos(2 * angle) + radius * radius);
  const gain = (1 - radius) * across; // 1 at the resonance
  const share = smoothingShare(step, MEMORY);
  let [y1, y2, mean, resonant, total] = [0, 0, 0, 0, 1e-9];
  return (level: number): number => {
    mean += (level - mean) * share;
    const moved = level - mean;
    const y = moved * gain + turn * y1 - radius * radius * y2;
    y2 = y1;
    y1 = Math.abs(y) < 1e-12 ? 0 : y;
    resonant += (y * y - resonant) * share;
    total += (moved * moved - total) * share;
    return total > 1e-6 ? Math.min(1, resonant / total) : 0;
  };
}

/**
 * Whether what sounds is speech or music: `[speech, music]`, shares that sum to 1 while something
 * sounds, both 0 in silence.
 * @source Scheirer and Slaney 1997: modulation at 4 Hz and share of low-energy frames, with the
 * stability of tones and of the beat
 */
export default defineAudioFeature({
  name: 'speech',
  unit: 'speech 0..1, music 0..1',
  size: 2,
  range: [0, 1],
  thread: 'worker',
  create({ sampleRate, hopLength }, setting) {
    const step = hopLength / sampleRate;
    const tones = setting.share(createPitchClasses);
    const tracker = setting.share(createBeatTracker);
    const share = smoothingShare(step, MEMORY);
    const modulation = createModulation(step);
    let [mean, gaps, tonality, speech, silent] = [0, 0, 0, 0.5, MEMORY];
    return {
      process({ samples }, out, offset) {
        let power = 0;
        for (let i = samples.length - hopLength; i < samples.length; i++) {
          power += (samples[i] as number) ** 2;
        }
        const level = Math.sqrt(power / hopLength);
        mean += (level - mean) * share;
        silent = level > AUDIBLE ? 0 : silent + step;
        const syllables = modulation(Math.log1p((level / Math.max(AUDIBLE, mean)) * 3));
        gaps += ((level < mean * 0.5 ? 1 : 0) - gaps) * share;
        tonality += (tones.tonality - tonality) * share;
        const evidence =
          BIAS +
          MODULATION_WEIGHT * syllables +
          GAPS_WEIGHT * gaps +
          TONALITY_WEIGHT * tonality +
          BEAT_WEIGHT * tracker.confidence;
        speech += (1 / (1 + Math.exp(-evidence)) - speech) * share;
        const sounding = silent < 1 && mean > AUDIBLE / 10;
        out[offset] = sounding ? speech : 0;
        out[offset + 1] = sounding ? 1 - speech : 0;
      },
    };
  },
});
