/** Slow sawtooths under a filter that breathes. */
import { defineInstrument } from '../instrument.ts';

export default defineInstrument({
  name: 'warm-pad',
  label: 'Warm pad',
  about: 'Slow wide sawtooths under a soft filter',
  synthesis: 'subtractive',
  part: 'pad',
  voices: 10,
  trim: -15.4,
  envelope: { attack: 0.7, decay: 1.5, sustain: 0.85, release: 1.1 },
  build(voice) {
    const { hertz, velocity, pitch } = voice.note;
    const filter = voice.filter('lowpass', 600, 0.5);
    voice.fall(filter.frequency, 380, 700 + 2100 * velocity, 2.6);
    const left = voice.oscillator('sawtooth', hertz, -7);
    const right = voice.oscillator('sawtooth', hertz, 7 + (pitch % 3));
    return voice.sides(left, right).connect(filter);
  },
});
