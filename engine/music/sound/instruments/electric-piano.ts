/** A struck tine over its tone bar: two pairs of sines, brighter when struck harder. */
import { defineInstrument } from '../instrument.ts';

export default defineInstrument({
  name: 'electric-piano',
  label: 'Electric piano',
  about: 'Tine and tone bar by frequency modulation',
  synthesis: 'fm',
  part: 'chords',
  voices: 12,
  trim: -12.1,
  envelope: { attack: 0.003, decay: 2.4, sustain: 0.25, release: 0.25 },
  build(voice) {
    const { hertz, velocity, pitch } = voice.note;
    const side = voice.pan(Math.max(-0.5, Math.min(0.5, (pitch - 62) / 36)));
    const body = voice.oscillator('sine', hertz);
    const hammer = voice.oscillator('sine', hertz);
    const depth = voice.gain(0);
    voice.fall(depth.gain, hertz * (0.5 + 2 * velocity), hertz * 0.25, 0.9);
    hammer.connect(depth).connect(body.frequency);
    const tine = voice.oscillator('sine', hertz * 2, 3);
    const strike = voice.oscillator('sine', hertz * 14);
    const ring = voice.gain(0);
    voice.fall(ring.gain, hertz * 3 * velocity ** 2, 0, 0.25);
    strike.connect(ring).connect(tine.frequency);
    const tineLevel = voice.gain(0);
    voice.fall(tineLevel.gain, 0.37 + 0.33 * velocity, 0.05, 0.8);
    // A modulator in unison leaves an offset.
    body.connect(voice.filter('highpass', 60)).connect(side);
    tine.connect(tineLevel).connect(side);
    return side;
  },
});
