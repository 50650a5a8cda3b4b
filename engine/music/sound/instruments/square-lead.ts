/** Two pulses that sing: vibrato comes late, the filter follows velocity. */
import { defineInstrument } from '../instrument.ts';

export default defineInstrument({
  name: 'square-lead',
  label: 'Lead',
  about: 'Singing pulse lead with a late vibrato',
  synthesis: 'subtractive',
  part: 'melody',
  voices: 3,
  trim: -12.3,
  envelope: { attack: 0.012, decay: 0.4, sustain: 0.75, release: 0.18 },
  build(voice) {
    const { hertz, velocity } = voice.note;
    const filter = voice.filter('lowpass', 2500, 2);
    voice.fall(filter.frequency, 1600 + 6000 * velocity ** 1.5, 1300 + 1500 * velocity, 0.4);
    const pulse = voice.oscillator('square', hertz, -4);
    const saw = voice.oscillator('sawtooth', hertz, 5);
    voice.vibrato({ hertz: 5.4, cents: 11, time: 1.4 }, pulse, saw);
    const [left, right] = [voice.pan(-0.2), voice.pan(0.2)];
    pulse.connect(left).connect(filter);
    saw.connect(right).connect(filter);
    return filter;
  },
});
