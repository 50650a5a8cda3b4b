/** A fundamental with a few partials over it, so that small loudspeakers tell its pitch. */
import { defineInstrument } from '../instrument.ts';

export default defineInstrument({
  name: 'sub-bass',
  label: 'Sub bass',
  about: 'Deep fundamental with few partials',
  synthesis: 'additive',
  part: 'bass',
  voices: 2,
  trim: -9.7,
  envelope: { attack: 0.008, decay: 0.8, sustain: 0.8, release: 0.09 },
  build(voice) {
    const { hertz, velocity } = voice.note;
    const soft = voice.bank.wave('sub soft', () => [1, 0.18, 0.06]);
    const hard = voice.bank.wave('sub hard', () => [0.2, 0.5, 0.42, 0.25, 0.16, 0.1, 0.06]);
    const low = voice.oscillator(soft, hertz);
    const high = voice.oscillator(hard, hertz);
    const edge = voice.gain(0);
    voice.fall(edge.gain, 0.5 * velocity, 0.12 * velocity, 0.4);
    return [low, high.connect(edge)];
  },
});
