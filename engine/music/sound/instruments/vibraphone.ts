/** Aluminium bars with turning discs over their tubes. */
import { strikeBar } from '../dsp/struck.ts';
import { defineInstrument } from '../instrument.ts';
import { hertzOf } from '../voice.ts';

const STRIDE = 4;
/** @source N. Fletcher, T. Rossing, "The Physics of Musical Instruments" (bars tuned to 1 and 4) */
const MODES = [
  { ratio: 1, level: 1, decay: 2.8 },
  { ratio: 4, level: 0.22, decay: 1.1 },
  { ratio: 10.1, level: 0.08, decay: 0.25 },
] as const;

export default defineInstrument({
  name: 'vibraphone',
  label: 'Vibraphone',
  about: 'Metal bars by their modes, with a tremolo',
  synthesis: 'physical',
  part: 'melody',
  voices: 8,
  trim: -5,
  envelope: { attack: 0.001, decay: 4, sustain: 0.8, release: 0.5 },
  build(voice) {
    const { pitch, velocity } = voice.note;
    const nearest = Math.round(pitch / STRIDE) * STRIDE;
    const buffer = voice.bank.buffer(`vibraphone ${nearest}`, (rate) =>
      strikeBar(hertzOf(nearest), MODES, rate),
    );
    const bar = voice.sample(buffer, { rate: 2 ** ((pitch - nearest) / 12) });
    const mallet = voice.filter('lowpass', 1400 + 9000 * velocity ** 2);
    const tremolo = voice.gain(0.8);
    const disc = voice.oscillator('sine', 5.2);
    const depth = voice.gain(0.18);
    disc.connect(depth).connect(tremolo.gain);
    bar.connect(mallet).connect(tremolo);
    return tremolo;
  },
});
