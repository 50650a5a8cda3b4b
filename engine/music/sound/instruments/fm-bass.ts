/** A round bass with a plucked edge; harder notes growl. */
import { defineInstrument } from '../instrument.ts';

export default defineInstrument({
  name: 'fm-bass',
  label: 'FM bass',
  about: 'Round bass with a hard edge, by frequency modulation',
  synthesis: 'fm',
  part: 'bass',
  voices: 2,
  trim: -7.5,
  envelope: { attack: 0.004, decay: 0.5, sustain: 0.6, release: 0.07 },
  build(voice) {
    const { hertz, velocity } = voice.note;
    const carrier = voice.oscillator('sine', hertz);
    const first = voice.oscillator('sine', hertz);
    const depth = voice.gain(0);
    voice.fall(depth.gain, hertz * (1 + 3.5 * velocity), hertz * 0.8, 0.28);
    // Added first: of more than two terms the order of adding is not the same every time.
    const bend = voice.gain(1);
    bend.connect(carrier.frequency);
    first.connect(depth).connect(bend);
    const second = voice.oscillator('sine', hertz * 3);
    const edge = voice.gain(0);
    voice.fall(edge.gain, hertz * 2 * velocity ** 2, 0, 0.09);
    second.connect(edge).connect(bend);
    // A modulator in unison leaves an offset.
    const steady = voice.filter('highpass', 26);
    return carrier.connect(steady);
  },
});
