/** A row of detuned sawtooths across the stage. */
import { defineInstrument } from '../instrument.ts';

/** Cents and place of each. */
const SAWS = [
  [-12, -0.8],
  [1, 0],
  [13, 0.8],
] as const;

export default defineInstrument({
  name: 'supersaw',
  label: 'Supersaw',
  about: 'Wide detuned sawtooths with a filter that opens',
  synthesis: 'subtractive',
  part: 'chords',
  voices: 6,
  trim: -2.7,
  envelope: { attack: 0.006, decay: 0.5, sustain: 0.55, release: 0.14 },
  build(voice) {
    const { hertz, velocity } = voice.note;
    const filter = voice.filter('lowpass', 4000, 1);
    voice.fall(filter.frequency, 1800 + 8000 * velocity ** 1.5, 900 + 2200 * velocity, 0.5);
    const outer = voice.gain(1);
    SAWS.forEach(([cents, place], i) => {
      const saw = voice.oscillator('sawtooth', hertz, cents).connect(voice.pan(place));
      // More than two into one input are not added in the same order every time.
      saw.connect(i === 1 ? filter : outer);
    });
    outer.connect(filter);
    const level = voice.gain(0.25);
    filter.connect(level);
    return level;
  },
});
