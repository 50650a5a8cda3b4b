/** Sines of no simple ratio: a small bell with a long tail. */
import { defineInstrument } from '../instrument.ts';

export default defineInstrument({
  name: 'bell',
  label: 'Bell',
  about: 'Clear bell by frequency modulation at 1 to 3.5',
  synthesis: 'fm',
  part: 'arpeggio',
  voices: 10,
  trim: -8.5,
  envelope: { attack: 0.002, decay: 1.8, sustain: 0.02, release: 0.7 },
  build(voice) {
    const { hertz, velocity, pitch } = voice.note;
    const carrier = voice.oscillator('sine', hertz);
    const striker = voice.oscillator('sine', hertz * 3.5);
    const depth = voice.gain(0);
    voice.fall(depth.gain, hertz * (0.6 + 2.4 * velocity), hertz * 0.1, 0.7);
    striker.connect(depth).connect(carrier.frequency);
    const hum = voice.oscillator('sine', hertz * 2.003);
    const humLevel = voice.gain(0.24);
    const side = voice.pan(((pitch * 5) % 12) / 10 - 0.55);
    carrier.connect(side);
    hum.connect(humLevel).connect(side);
    return side;
  },
});
