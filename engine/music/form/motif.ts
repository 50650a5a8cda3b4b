import type { Random } from '../../core/random.ts';
import { STEPS_PER_BAR } from '../note.ts';
import type { SectionName } from './form.ts';

/** A note of a motif: where, how long, and how many tones of the scale above its anchor. */
export interface MotifNote {
  /** Sixteenth of the motif, 0 to 31. */
  readonly step: number;
  /** Sixteenths. */
  readonly length: number;
  readonly degree: number;
}

/** A thought of two bars that a melody is made of. */
export type Motif = readonly MotifNote[];

/** Bars of a motif. */
export const MOTIF_BARS = 2;

/** Lengths in sixteenths that fill half a bar; the rhythm of a motif is made of four of them. */
const CELLS: readonly (readonly number[])[] = [
  [8],
  [4, 4],
  [6, 2],
  [3, 3, 2],
  [2, 2, 4],
  [4, 2, 2],
  [3, 5],
  [2, 2, 2, 2],
  [2, 1, 1, 4],
];
/** Moves in tones of the scale, steps likelier than leaps. */
const MOVES = [-1, 1, -1, 1, 2, -2, 0, 3, -3, 4] as const;
const WIDEST = 6;

/** Writes a motif: two cells that come twice, so that it can be remembered. */
export function writeMotif(density: number, random: Random): Motif {
  const cell = () => {
    const fitting = CELLS.filter(({ length }) => length <= 1 + Math.round(density * 4));
    return fitting[random.index(fitting.length)] ?? [8];
  };
  const [first, second, third] = [cell(), cell(), cell()];
  const notes: MotifNote[] = [];
  let [step, degree] = [0, random.index(3) * 2];
  for (const length of [first, second, first, third].flat()) {
    const rest = notes.length > 0 && random.unit() < 0.14;
    if (!rest) notes.push({ step, length, degree });
    step += length;
    const move = MOVES[random.index(MOVES.length)] ?? 1;
    degree += Math.abs(degree + move) > WIDEST ? -move : move;
  }
  return notes;
}

/** How a motif is told when it comes again. */
export type Telling = 'plain' | 'sequence' | 'inverted' | 'cadence';

/** Bars of a phrase of eight: the motif, again a step away, its contrast, and home. */
export const TELLINGS: readonly Telling[] = ['plain', 'sequence', 'inverted', 'cadence'];

/** The motif as it is told. */
export function tellMotif(motif: Motif, telling: Telling, random: Random): Motif {
  switch (telling) {
    case 'plain':
      return motif;
    case 'sequence':
      return moved(motif, random.unit() < 0.5 ? 1 : -1);
    case 'inverted': {
      const anchor = motif[0]?.degree ?? 0;
      return motif.map((note) => ({ ...note, degree: 2 * anchor - note.degree }));
    }
    case 'cadence': {
      const kept = motif.filter(({ step }) => step < STEPS_PER_BAR + 4);
      const end: MotifNote = { step: STEPS_PER_BAR + 8, length: 8, degree: 0 };
      return [...kept.filter(({ step }) => step < end.step), end];
    }
  }
}

function moved(motif: Motif, by: number): Motif {
  return motif.map((note) => ({ ...note, degree: note.degree + by }));
}

/** Remembers motifs, so that a section brings back what it had when it comes again. */
export class MotifMemory {
  readonly #bySection = new Map<SectionName, Motif>();
  #theme: Motif | undefined;

  /** The motif of a section: its own of old, or a relative of the theme, which the first one is. */
  recall(section: SectionName, density: number, random: Random): Motif {
    const known = this.#bySection.get(section);
    if (known) return known;
    this.#theme ??= writeMotif(density, random);
    const motif = section === 'break' ? sparse(this.#theme) : this.#theme;
    this.#bySection.set(section, motif);
    return motif;
  }

  /** Forgets all: the next section begins with a new theme. */
  forget(): void {
    this.#bySection.clear();
    this.#theme = undefined;
  }
}

/** The notes that stand on beats, each lasting up to the next. */
function sparse(motif: Motif): Motif {
  const kept = motif.filter(({ step }) => step % 4 === 0);
  return kept.map((note, i) => {
    const end = kept[i + 1]?.step ?? MOTIF_BARS * STEPS_PER_BAR;
    return { ...note, length: end - note.step };
  });
}
