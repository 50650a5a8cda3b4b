/** One sawtooth through a steep resonant filter that each note opens. */
import { defineInstrument } from '../instrument.ts';

export default defineInstrument({
  name: 'acid-bass',
  label: 'Acid bass',
  about: 'Sawtooth through a resonant filter that velocity opens',
  synthesis: 'subtractive',
  part: 'bass',
  voices: 2,
  trim: -11.4,
  envelope: { attack: 0.003, decay: 0.35, sustain: 0.65, release: 0.05 },
  build(voice) {
    const { hertz, velocity } = voice.note;
    const saw = voice.oscillator('sawtooth', hertz);
    const sub = voice.oscillator('sine', hertz);
    const first = voice.filter('lowpass', hertz * 2, 3);
    const second = voice.filter('lowpass', hertz * 2, 9);
    const open = Math.min(6500, hertz * (5 + 22 * velocity ** 2));
    for (const { frequency } of [first, second]) {
      voice.fall(frequency, open, Math.max(160, hertz * 2.2), 0.26);
    }
    const low = voice.gain(0.5);
    saw.connect(first).connect(second);
    return [second, sub.connect(low)];
  },
});
