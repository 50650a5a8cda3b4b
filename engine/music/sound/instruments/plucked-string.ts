/** A nylon string, plucked: noise in a tuned loop. */
import { pluckString } from '../dsp/struck.ts';
import { defineInstrument } from '../instrument.ts';
import { hertzOf } from '../voice.ts';

/** Strings a third apart; what lies between is played on the nearest. */
const STRIDE = 3;

export default defineInstrument({
  name: 'plucked-string',
  label: 'Plucked string',
  about: 'Nylon string by a delay line that loses its top (Karplus-Strong)',
  synthesis: 'physical',
  part: 'arpeggio',
  voices: 10,
  trim: 1,
  envelope: { attack: 0.001, decay: 3, sustain: 0.7, release: 0.3 },
  build(voice) {
    const { pitch, velocity } = voice.note;
    const nearest = Math.round(pitch / STRIDE) * STRIDE;
    const buffer = voice.bank.buffer(`string ${nearest}`, (rate) =>
      pluckString(
        { hertz: hertzOf(nearest), seconds: 2.2, damping: 0.55, place: 0.19, seed: nearest },
        rate,
      ),
    );
    const string = voice.sample(buffer, { rate: 2 ** ((pitch - nearest) / 12) });
    const finger = voice.filter('lowpass', 1200 + 9000 * velocity ** 2);
    const side = voice.pan(((pitch * 7) % 12) / 12 - 0.46);
    string.connect(finger).connect(side);
    return side;
  },
});
