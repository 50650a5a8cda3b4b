/** A short chord stab as off an old record: two pulses and a quick filter. */
import { defineInstrument } from '../instrument.ts';

export default defineInstrument({
  name: 'house-stab',
  label: 'House stab',
  about: 'Short hollow stab with a quick filter',
  synthesis: 'subtractive',
  part: 'chords',
  voices: 12,
  trim: -11,
  envelope: { attack: 0.003, decay: 0.35, sustain: 0.3, release: 0.16 },
  build(voice) {
    const { hertz, velocity } = voice.note;
    const filter = voice.filter('lowpass', 3000, 4);
    voice.fall(filter.frequency, 1200 + 4500 * velocity ** 1.5, 700, 0.22);
    const left = voice.oscillator('square', hertz, -6);
    const right = voice.oscillator('sawtooth', hertz, 7);
    return voice.sides(left, right).connect(filter);
  },
});
