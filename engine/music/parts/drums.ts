import type { Random } from '../../core/random.ts';
import type { Unit01 } from '../../core/units.ts';
import type { BarPlan, PartWriter } from '../bar-plan.ts';
import { fillBar } from '../groove/fill.ts';
import { drumNote } from '../groove/genre.ts';
import { writeGroove } from '../groove/groove.ts';
import type { GrooveNet } from '../groove/groove-net.ts';
import type { GridNote } from '../note.ts';
import { PHRASE_BARS } from '../theory/progression.ts';

/** The groove of the genre, the fill in the last bar of a phrase, a crash where a section begins. */
export const writeDrums: PartWriter = (plan, random) =>
  dressDrums(writeGrooveOf(plan, [], random), plan, random);

/** The groove of a bar: by the net, where there is one, upon the bar before; else by the genre's lines. */
export function writeGrooveOf(
  plan: BarPlan,
  before: readonly GridNote[],
  random: Random,
  net?: GrooveNet,
): readonly GridNote[] {
  const { barInPhrase, genre, controls } = plan;
  const { density, swing, temperature } = controls;
  const wish = { bar: barInPhrase, density, energy: drumEnergy(plan) };
  if (!net) return writeGroove(genre, wish, random);
  return net.write({ ...wish, genre: genre.name, swing, temperature }, before, random);
}

/** A groove with the fill of the phrase and the crash of the section. */
export function dressDrums(
  groove: readonly GridNote[],
  plan: BarPlan,
  random: Random,
): readonly GridNote[] {
  const { barInPhrase, phrase } = plan;
  const last = barInPhrase === PHRASE_BARS - 1;
  const bar = last ? fillBar(groove, phrase.fill, drumEnergy(plan), random) : groove;
  const opens = barInPhrase === 0 && phrase.inSection === 0 && phrase.section === 'drop';
  return opens ? [drumNote('crash', 0, 0.8), ...bar] : bar;
}

function drumEnergy({ phrase: { section }, controls, tension }: BarPlan): Unit01 {
  const calm = section === 'intro' || section === 'outro' || section === 'break';
  return calm ? controls.energy * 0.6 : Math.max(controls.energy, 0.6 * tension);
}
