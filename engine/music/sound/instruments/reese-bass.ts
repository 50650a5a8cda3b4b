/** Two sawtooths that beat against each other in the dark. */
import { defineInstrument } from '../instrument.ts';

export default defineInstrument({
  name: 'reese-bass',
  label: 'Reese bass',
  about: 'Beating sawtooths under a dark filter, over a clean fundamental',
  synthesis: 'subtractive',
  part: 'bass',
  voices: 2,
  trim: -10.1,
  envelope: { attack: 0.01, decay: 0.6, sustain: 0.9, release: 0.1 },
  build(voice) {
    const { hertz, velocity } = voice.note;
    const filter = voice.filter('lowpass', 900, 2);
    voice.fall(filter.frequency, 350 + 2200 * velocity ** 2, 320 + 500 * velocity, 0.5);
    const thin = voice.filter('highpass', 90);
    for (const cents of [-17, 13]) voice.oscillator('sawtooth', hertz, cents).connect(thin);
    const upper = voice.gain(0.4);
    return [thin.connect(filter).connect(upper), voice.oscillator('sine', hertz)];
  },
});
