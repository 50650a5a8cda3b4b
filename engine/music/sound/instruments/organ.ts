/** Drawbars: sines at the octave, the fifth and the octaves over it, with the click of the keys. */
import { defineInstrument } from '../instrument.ts';

export default defineInstrument({
  name: 'organ',
  label: 'Organ',
  about: 'Drawbars and a percussion that velocity strikes',
  synthesis: 'additive',
  part: 'chords',
  voices: 12,
  trim: -16.1,
  envelope: { attack: 0.006, decay: 0.1, sustain: 1, release: 0.06 },
  build(voice) {
    const { hertz, velocity } = voice.note;
    // From an octave below: 16', 8', 5 1/3', 4', 2 2/3', 2'.
    const bars = voice.bank.wave('organ', () => [0.7, 1, 0.75, 0.45, 0, 0.22, 0, 0.2]);
    const tone = voice.oscillator(bars, hertz / 2);
    const struck = voice.oscillator('sine', hertz * 3);
    const percussion = voice.gain(0);
    voice.fall(percussion.gain, 0.55 * velocity, 0, 0.22);
    return [tone, struck.connect(percussion)];
  },
});
