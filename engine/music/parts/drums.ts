import type { PartWriter } from '../bar-plan.ts';
import { fillBar } from '../groove/fill.ts';
import { drumNote } from '../groove/genre.ts';
import { writeGroove } from '../groove/groove.ts';
import { PHRASE_BARS } from '../theory/progression.ts';

/** The groove of the genre, the fill in the last bar of a phrase, a crash where a section begins. */
export const writeDrums: PartWriter = (plan, random) => {
  const { barInPhrase, phrase, genre, controls, tension } = plan;
  const calm =
    phrase.section === 'intro' || phrase.section === 'outro' || phrase.section === 'break';
  const energy = calm ? controls.energy * 0.6 : Math.max(controls.energy, 0.6 * tension);
  const wish = { bar: barInPhrase, density: controls.density, energy };
  const groove = writeGroove(genre, wish, random);
  const last = barInPhrase === PHRASE_BARS - 1;
  const bar = last ? fillBar(groove, phrase.fill, energy, random) : groove;
  const opens = barInPhrase === 0 && phrase.inSection === 0 && phrase.section === 'drop';
  return opens ? [drumNote('crash', 0, 0.8), ...bar] : bar;
};
