/** A sawtooth pair that is plucked by its filter alone. */
import { defineInstrument } from '../instrument.ts';

export default defineInstrument({
  name: 'trance-pluck',
  label: 'Pluck',
  about: 'Short bright pluck for arpeggios',
  synthesis: 'subtractive',
  part: 'arpeggio',
  voices: 8,
  trim: -5,
  envelope: { attack: 0.002, decay: 0.4, sustain: 0.12, release: 0.2 },
  build(voice) {
    const { hertz, velocity, pitch } = voice.note;
    const filter = voice.filter('lowpass', 3000, 3);
    voice.fall(filter.frequency, 1500 + 7500 * velocity ** 1.5, 420, 0.2);
    voice.oscillator('sawtooth', hertz, -5).connect(filter);
    voice.oscillator('sawtooth', hertz, 6).connect(filter);
    const side = voice.pan(pitch % 2 === 0 ? -0.35 : 0.35);
    return filter.connect(side);
  },
});
