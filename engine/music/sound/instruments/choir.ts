/** Partials shaped by the formants of an open vowel. */
import { defineInstrument } from '../instrument.ts';

/** Formants of "ah": place, width and level. @source G. Fant, "Acoustic Theory of Speech Production" */
const FORMANTS = [
  [730, 130, 1],
  [1090, 150, 0.6],
  [2440, 240, 0.28],
  [3400, 300, 0.12],
] as const;

/** Levels of the partials of a voice that sings a note. */
function sung(hertz: number): readonly number[] {
  const count = Math.max(1, Math.min(40, Math.floor(5000 / hertz)));
  return Array.from({ length: count }, (_, i) => {
    const at = hertz * (i + 1);
    const shaped = FORMANTS.reduce(
      (sum, [place, width, level]) => sum + level / (1 + ((at - place) / width) ** 2),
      0,
    );
    return (0.06 + shaped) / (1 + i * 0.35);
  });
}

export default defineInstrument({
  name: 'choir',
  label: 'Choir',
  about: 'Partials under the formants of a vowel, with a slow vibrato',
  synthesis: 'additive',
  part: 'pad',
  voices: 10,
  trim: -14.8,
  envelope: { attack: 0.5, decay: 1, sustain: 0.9, release: 0.8 },
  build(voice) {
    const { hertz, pitch } = voice.note;
    const wave = voice.bank.wave(`choir ${pitch}`, () => sung(hertz));
    const left = voice.oscillator(wave, hertz, -8);
    const right = voice.oscillator(wave, hertz, 7);
    voice.vibrato({ hertz: 4.6 + 0.13 * (pitch % 5), cents: 9, time: 1.5 }, left, right);
    return voice.sides(left, right);
  },
});
