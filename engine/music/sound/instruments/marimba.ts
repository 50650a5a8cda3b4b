/** A rosewood bar over its tube. */
import { strikeBar } from '../dsp/struck.ts';
import { defineInstrument } from '../instrument.ts';
import { hertzOf } from '../voice.ts';

const STRIDE = 4;
/** @source N. Fletcher, T. Rossing, "The Physics of Musical Instruments" (tuned bars: 1, 3.9, 9.2) */
const MODES = [
  { ratio: 1, level: 1, decay: 1.1 },
  { ratio: 3.93, level: 0.32, decay: 0.3 },
  { ratio: 9.24, level: 0.14, decay: 0.09 },
] as const;

export default defineInstrument({
  name: 'marimba',
  label: 'Marimba',
  about: 'Wooden bars by their modes',
  synthesis: 'physical',
  part: 'arpeggio',
  voices: 10,
  trim: -0.8,
  envelope: { attack: 0.001, decay: 3, sustain: 0.8, release: 0.35 },
  build(voice) {
    const { pitch, velocity } = voice.note;
    const nearest = Math.round(pitch / STRIDE) * STRIDE;
    const buffer = voice.bank.buffer(`marimba ${nearest}`, (rate) =>
      strikeBar(hertzOf(nearest), MODES, rate),
    );
    const bar = voice.sample(buffer, { rate: 2 ** ((pitch - nearest) / 12) });
    const mallet = voice.filter('lowpass', 900 + 8000 * velocity ** 2);
    const side = voice.pan(Math.max(-0.6, Math.min(0.6, (pitch - 66) / 30)));
    bar.connect(mallet).connect(side);
    return side;
  },
});
