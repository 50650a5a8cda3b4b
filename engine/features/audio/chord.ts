import { createPitchClasses } from './dsp/pitch-class.ts';
import { defineAudioFeature } from './feature.ts';

/** Major and minor triads over their root. */
const TRIADS = [
  [0, 4, 7],
  [0, 3, 7],
] as const;
const CHORDS = 24;
/** Chance that the chord changes from one frame (43 ms) to the next. */
const CHANGE = 0.03;
/** How much a better fit counts. */
const SHARPNESS = 9;
/** Fit of no chord at all: a chord must do better. */
const NO_CHORD_FIT = 0.62;
const LEAST_TONALITY = 0.1;

/** `[24][12]` unit vectors: major from C, then minor from C. */
const TEMPLATES = TRIADS.flatMap((triad) =>
  Array.from({ length: 12 }, (_, root) => {
    const row = new Float64Array(12);
    for (const tone of triad) row[(root + tone) % 12] = 1 / Math.sqrt(triad.length);
    return row;
  }),
);

/**
 * The chord that sounds now: `[root 1..12 from C or 0 for none, quality 0 major 1 minor, confidence]`.
 * @source Fujishima 1999 for templates; a hidden Markov model with equal changes, filtered forward,
 * as in Sheh and Ellis 2003
 */
export default defineAudioFeature({
  name: 'chord',
  unit: 'root 1..12, quality 0..1, confidence 0..1',
  size: 3,
  range: [0, 12],
  thread: 'worker',
  create(_, setting) {
    const pitch = setting.share(createPitchClasses);
    const belief = new Float64Array(CHORDS + 1).fill(1 / (CHORDS + 1)); // the last is no chord
    let best = CHORDS;

    const fitOf = (chord: number, length: number): number => {
      if (chord === CHORDS) return NO_CHORD_FIT;
      const template = TEMPLATES[chord] as Float64Array;
      let dot = 0;
      for (let c = 0; c < 12; c++) dot += (template[c] as number) * (pitch.classes[c] as number);
      return dot / length;
    };

    const update = () => {
      let power = 1e-12;
      for (let c = 0; c < 12; c++) power += (pitch.classes[c] as number) ** 2;
      const heard = pitch.tonality > LEAST_TONALITY;
      let sum = 0;
      for (let chord = 0; chord <= CHORDS; chord++) {
        const fit = heard ? fitOf(chord, Math.sqrt(power)) : chord === CHORDS ? 1 : 0;
        const moved = (belief[chord] as number) * (1 - CHANGE) + CHANGE / (CHORDS + 1);
        belief[chord] = moved * Math.exp(SHARPNESS * (fit - 1));
        sum += belief[chord] as number;
      }
      for (let chord = 0; chord <= CHORDS; chord++) {
        belief[chord] = (belief[chord] as number) / sum;
        if ((belief[chord] as number) > (belief[best] as number)) best = chord;
      }
    };

    return {
      process(_, out, offset) {
        if (pitch.fresh) update();
        const known = best < CHORDS;
        out[offset] = known ? (best % 12) + 1 : 0;
        out[offset + 1] = known && best >= 12 ? 1 : 0;
        out[offset + 2] = known ? (belief[best] as number) : 0;
      },
    };
  },
});
