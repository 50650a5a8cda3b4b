/** Tuned wind: noise through two narrow filters, for beds under a break. */
import { defineInstrument } from '../instrument.ts';

export default defineInstrument({
  name: 'wind',
  label: 'Wind',
  about: 'Noise that whistles the chord',
  synthesis: 'noise',
  part: 'pad',
  voices: 8,
  trim: 3.6,
  envelope: { attack: 0.8, decay: 1, sustain: 0.9, release: 1.2 },
  build(voice) {
    const { hertz, velocity, pitch } = voice.note;
    const air = voice.sample(voice.bank.noise(), { loop: true, rate: 0.9 + 0.02 * (pitch % 12) });
    const level = voice.gain(3 + 2 * velocity);
    const whistle = (ratio: number) => air.connect(voice.filter('bandpass', hertz * ratio, 55));
    return voice.sides(whistle(1), whistle(2)).connect(level);
  },
});
