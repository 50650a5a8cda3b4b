/** A row of detuned sawtooths across the stage. */
import { defineInstrument } from '../instrument.ts';

/** Cents of the saws on the left, in the middle and on the right. */
const CENTS = [-12, 1, 13] as const;

export default defineInstrument({
  name: 'supersaw',
  label: 'Supersaw',
  about: 'Wide detuned sawtooths with a filter that opens',
  synthesis: 'subtractive',
  part: 'chords',
  voices: 6,
  trim: -14.7,
  envelope: { attack: 0.006, decay: 0.5, sustain: 0.55, release: 0.14 },
  build(voice) {
    const { hertz, velocity } = voice.note;
    const filter = voice.filter('lowpass', 4000, 1);
    voice.fall(filter.frequency, 1800 + 8000 * velocity ** 1.5, 900 + 2200 * velocity, 0.5);
    const [left, middle, right] = CENTS.map((cents) => voice.oscillator('sawtooth', hertz, cents));
    const sides = voice.sides(left as AudioNode, right as AudioNode);
    const centre = voice.gain(Math.SQRT1_2);
    (middle as AudioNode).connect(centre);
    centre.connect(sides, 0, 0);
    centre.connect(sides, 0, 1);
    return sides.connect(filter);
  },
});
