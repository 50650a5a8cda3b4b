import { clamp, lerp } from '../../core/numeric.ts';
import type { Random } from '../../core/random.ts';
import type { Unit01 } from '../../core/units.ts';
import type { FillKind } from '../groove/fill.ts';
import type { PartName } from '../note.ts';
import { PHRASE_BARS } from '../theory/progression.ts';

/** What a stretch of music is for. */
export type SectionName = 'intro' | 'build' | 'drop' | 'break' | 'outro';

/** Eight bars as they are planned. */
export interface PhrasePlan {
  /** Counted from the first. */
  readonly index: number;
  readonly section: SectionName;
  /** Phrases since the section began. */
  readonly inSection: number;
  /** Whether the next phrase begins another section. */
  readonly leads: boolean;
  /** At its beginning and its end. */
  readonly tension: readonly [from: Unit01, to: Unit01];
  readonly layers: ReadonlySet<PartName>;
  readonly fill: FillKind;
}

/** Phrases that a section has: one of these. */
const LENGTHS: Readonly<Record<SectionName, readonly number[]>> = {
  intro: [1, 2],
  build: [1, 2],
  drop: [2, 3],
  break: [1, 2],
  outro: [1, 2],
};

/** Tension at a section's beginning and end. */
const TENSIONS: Readonly<Record<SectionName, readonly [Unit01, Unit01]>> = {
  intro: [0.1, 0.3],
  build: [0.35, 0.9],
  drop: [0.85, 1],
  break: [0.35, 0.25],
  outro: [0.4, 0.1],
};

/** Layers that a section strives for, the dearest first. */
const LAYERS: Readonly<Record<SectionName, readonly PartName[]>> = {
  intro: ['pad', 'drums', 'arpeggio'],
  build: ['drums', 'chords', 'bass', 'arpeggio', 'pad'],
  drop: ['drums', 'bass', 'chords', 'melody', 'arpeggio', 'pad'],
  break: ['pad', 'melody', 'chords'],
  outro: ['drums', 'pad', 'bass'],
};

/** Below this tension a build may lead into a break. */
const CALM: Unit01 = 0.25;

/** Where the plan stands: all that the next phrase depends on. */
interface Standing {
  readonly section: SectionName;
  readonly inSection: number;
  readonly length: number;
  readonly layers: ReadonlySet<PartName>;
}

/**
 * Plans phrase after phrase. Sections follow one another as tension asks: high tension goes on
 * from a build into a drop and back into a build, low tension into breaks and, at last, outros.
 * Within a section one layer comes in or goes out a phrase; a new section may change several.
 */
export class FormPlanner {
  readonly #random: Random;
  #standing: Standing | undefined;
  #index = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** The next phrase, with the faders where they stand as it is planned. */
  next(wish: { readonly tension: Unit01; readonly energy: Unit01 }): PhrasePlan {
    const standing = this.#advance(wish);
    this.#standing = standing;
    const { section, inSection, length, layers } = standing;
    const leads = inSection === length - 1;
    const [from, to] = TENSIONS[section];
    const at = (phrase: number) =>
      clamp(lerp(from, to, phrase / length) + (wish.tension - 0.5) * 0.4, 0, 1);
    return {
      index: this.#index++,
      section,
      inSection,
      leads,
      tension: [at(inSection), at(inSection + 1)],
      layers,
      fill: this.#fill(section, leads, wish.tension),
    };
  }

  #advance(wish: { readonly tension: Unit01; readonly energy: Unit01 }): Standing {
    const before = this.#standing;
    if (before && before.inSection < before.length - 1) {
      const next = { ...before, inSection: before.inSection + 1 };
      const wanted = wantedLayers(next, wish);
      return { ...next, layers: stepLayers(before.layers, LAYERS[next.section], wanted) };
    }
    const section = before ? this.#sectionAfter(before.section, wish.tension) : 'intro';
    const lengths = LENGTHS[section];
    const length = lengths[this.#random.index(lengths.length)] ?? 1;
    const begun = { section, inSection: 0, length, layers: new Set<PartName>() };
    const wanted = wantedLayers(begun, wish);
    return { ...begun, layers: new Set(LAYERS[section].slice(0, wanted)) };
  }

  #sectionAfter(section: SectionName, tension: Unit01): SectionName {
    const chance = this.#random.unit();
    switch (section) {
      case 'intro':
        return 'build';
      case 'build':
        return tension < CALM && chance < 0.6 ? 'break' : 'drop';
      case 'drop':
        return chance < tension * 0.4 ? 'build' : chance > 0.9 + 0.3 * tension ? 'outro' : 'break';
      case 'break':
        return tension < 0.15 && chance < 0.5 ? 'outro' : 'build';
      case 'outro':
        return 'intro';
    }
  }

  #fill(section: SectionName, leads: boolean, tension: Unit01): FillKind {
    if (section === 'break') return leads ? 'roll' : 'none';
    if (section === 'intro') return leads ? 'turn' : 'none';
    // Where a build may lead into a break, a roll would rise to nothing.
    if (leads && section === 'build') return tension < CALM ? 'turn' : 'roll';
    if (leads) return 'toms';
    return this.#random.unit() < 0.7 ? 'turn' : 'toms';
  }
}

/** How many layers a section wants now: more from phrase to phrase, and with energy. */
function wantedLayers(
  { section, inSection }: Standing,
  { energy }: { readonly energy: Unit01 },
): number {
  const most = LAYERS[section].length;
  const share = section === 'outro' ? 1 - 0.35 * inSection : 0.7 + 0.2 * inSection;
  return clamp(Math.round(most * (share + 0.5 * (energy - 0.5))), 1, most);
}

/** One layer comes in while there are too few; otherwise the least dear one goes out. */
function stepLayers(
  layers: ReadonlySet<PartName>,
  order: readonly PartName[],
  wanted: number,
): ReadonlySet<PartName> {
  const next = new Set(layers);
  const waiting = order.find((name) => !layers.has(name));
  const last = order.findLast((name) => layers.has(name));
  if (layers.size < wanted && waiting) next.add(waiting);
  else if (layers.size > 1 && last) next.delete(last);
  return next;
}

/** How loud a bar is played: a build comes up to the drop, and what is calm stays below it. */
export function swellOf({ section }: PhrasePlan, tension: Unit01): Unit01 {
  if (section === 'drop') return 1;
  return section === 'build' ? lerp(0.72, 1, tension) : 0.85;
}

/** Tension in a bar of a phrase. */
export function tensionAt({ tension: [from, to] }: PhrasePlan, barInPhrase: number): Unit01 {
  return lerp(from, to, barInPhrase / PHRASE_BARS);
}
