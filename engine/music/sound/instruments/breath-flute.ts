/** Noise blown over a pipe: a narrow band of it around a soft tone. */
import { defineInstrument } from '../instrument.ts';

export default defineInstrument({
  name: 'breath-flute',
  label: 'Breath flute',
  about: 'Blown noise around a soft tone',
  synthesis: 'noise',
  part: 'melody',
  voices: 4,
  trim: -12,
  envelope: { attack: 0.06, decay: 0.3, sustain: 0.85, release: 0.16 },
  build(voice) {
    const { hertz, velocity } = voice.note;
    const tone = voice.oscillator(
      voice.bank.wave('flute', () => [1, 0.32, 0.14, 0.05, 0.03]),
      hertz,
    );
    voice.vibrato({ hertz: 4.9, cents: 14, time: 1.2 }, tone);
    const air = voice.sample(voice.bank.noise(), { loop: true });
    const pipe = voice.filter('bandpass', hertz * 2, 6);
    const breath = voice.gain(0);
    voice.fall(breath.gain, 1.2 + velocity, 0.35 + 0.4 * velocity, 0.16);
    return [tone, air.connect(pipe).connect(breath)];
  },
});
