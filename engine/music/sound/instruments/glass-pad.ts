/** Few bright partials that drift apart and together. */
import { defineInstrument } from '../instrument.ts';

export default defineInstrument({
  name: 'glass-pad',
  label: 'Glass pad',
  about: 'Few drifting partials, cool and clear',
  synthesis: 'additive',
  part: 'pad',
  voices: 10,
  trim: -15,
  envelope: { attack: 0.9, decay: 2, sustain: 0.8, release: 1.4 },
  build(voice) {
    const { hertz, velocity } = voice.note;
    const base = voice.bank.wave('glass base', () => [1, 0.25, 0.1]);
    const shine = voice.bank.wave('glass shine', () => [0, 0.5, 0, 0.4, 0, 0.22, 0, 0.14]);
    const top = voice.gain(0);
    voice.fall(top.gain, 0, 0.25 + 0.4 * velocity, 3);
    return voice.sides(
      voice.oscillator(base, hertz, -3),
      voice.oscillator(shine, hertz, 4).connect(top),
    );
  },
});
