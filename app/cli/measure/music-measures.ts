import { REST, STEPS_PER_BAR, type Step } from '../../../models/music/tokens.ts';

/** A piece in four parts, a row a sixteenth. */
export type Grid = readonly Step[];

/** @source C. L. Krumhansl and E. J. Kessler, 1982 (profiles of keys) */
const PROFILES: readonly (readonly number[])[] = [
  [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88],
  [6.33, 2.68, 3.52, 5.38, 2.6, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17],
];
/** Tones of major, and of minor, natural and harmonic. */
const SCALES: readonly (readonly number[])[] = [
  [0, 2, 4, 5, 7, 9, 11],
  [0, 2, 3, 5, 7, 8, 10, 11],
];
const OCTAVE = 12;

/** Pitches at which parts change to a note. */
function onsets(grid: Grid): number[] {
  return grid.flatMap((row, step) =>
    row.filter((pitch, part) => pitch >= 0 && pitch !== grid[step - 1]?.[part]),
  );
}

function histogram(pitches: readonly number[]): number[] {
  const counts = new Array<number>(OCTAVE).fill(0);
  for (const pitch of pitches) counts[pitch % OCTAVE] = (counts[pitch % OCTAVE] ?? 0) + 1;
  return counts;
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

function correlation(a: readonly number[], b: readonly number[]): number {
  const [inA, inB] = [mean(a), mean(b)];
  const product = (x: readonly number[], m: number, y: readonly number[], n: number) =>
    x.reduce((sum, value, i) => sum + (value - m) * ((y[i] ?? 0) - n), 0);
  return (
    product(a, inA, b, inB) / Math.sqrt(product(a, inA, a, inA) * product(b, inB, b, inB) || 1)
  );
}

/** The key of a piece: mode 0 (major) or 1, and its tonic's pitch class. */
export function keyOf(grid: Grid): { readonly mode: number; readonly tonic: number } {
  const weights = histogram(grid.flatMap((row) => row.filter((pitch) => pitch >= 0)));
  let best = { mode: 0, tonic: 0, fit: Number.NEGATIVE_INFINITY };
  PROFILES.forEach((profile, mode) => {
    for (let tonic = 0; tonic < OCTAVE; tonic++) {
      const turned = weights.map((_, i) => profile[(i - tonic + OCTAVE) % OCTAVE] ?? 0);
      const fit = correlation(turned, weights);
      if (fit > best.fit) best = { mode, tonic, fit };
    }
  });
  return best;
}

/** Whole bars of a piece. */
export function barsOf(grid: Grid): Grid[] {
  const count = Math.floor(grid.length / STEPS_PER_BAR);
  return Array.from({ length: count }, (_, i) =>
    grid.slice(i * STEPS_PER_BAR, (i + 1) * STEPS_PER_BAR),
  );
}

function pitchClassEntropy(grid: Grid): number {
  const counts = histogram(onsets(grid));
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((bits, count) => {
    const share = count / Math.max(1, total);
    return share > 0 ? bits - share * Math.log2(share) : bits;
  }, 0);
}

function scaleConsistency(grid: Grid): number {
  const { mode, tonic } = keyOf(grid);
  const pitches = onsets(grid);
  const inside = pitches.filter((pitch) =>
    SCALES[mode]?.includes((pitch - tonic + OCTAVE) % OCTAVE),
  );
  return inside.length / Math.max(1, pitches.length);
}

/** @source S.-L. Wu and Y.-H. Yang, "The Jazz Transformer on the Front Line", 2020 (2008.01307) */
function groovingSimilarity(grid: Grid): number {
  const patterns = barsOf(grid).map((bar) =>
    bar.map((row, step) =>
      row.some((pitch, part) => pitch >= 0 && pitch !== bar[step - 1]?.[part]),
    ),
  );
  const likeness = patterns
    .slice(1)
    .map((pattern, i) =>
      mean(pattern.map((strikes, step) => Number(strikes === patterns[i]?.[step]))),
    );
  return likeness.length > 0 ? mean(likeness) : 1;
}

function noteDensity(grid: Grid): number {
  return onsets(grid).length / (grid.length / STEPS_PER_BAR);
}

/** Measures of a piece whose distributions are compared. */
export const MEASURES: Readonly<Record<string, (grid: Grid) => number>> = {
  pitchClassEntropy,
  scaleConsistency,
  groovingSimilarity,
  noteDensity,
};

/** Places at which densities are compared. */
const PLACES = 20_001;
/** How far from their means, in standard deviations. */
const REACH = 6;

/**
 * Area under the lesser of two normal densities that are fitted to values.
 * @source L.-C. Yang and A. Lerch, "On the evaluation of generative models in music", 2020 (there
 * with kernel densities)
 */
export function overlap(ours: readonly number[], real: readonly number[]): number {
  const fits = [ours, real].map((values) => {
    const centre = mean(values);
    const spread = Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
    return { centre, spread: Math.max(1e-6, spread) };
  });
  const low = Math.min(...fits.map(({ centre, spread }) => centre - REACH * spread));
  const high = Math.max(...fits.map(({ centre, spread }) => centre + REACH * spread));
  const step = (high - low) / (PLACES - 1);
  let area = 0;
  for (let i = 0; i < PLACES; i++) {
    const x = low + i * step;
    const densities = fits.map(
      ({ centre, spread }) =>
        Math.exp(-0.5 * ((x - centre) / spread) ** 2) / (spread * Math.sqrt(2 * Math.PI)),
    );
    area += Math.min(...densities) * step;
  }
  return area;
}

/** A bar in any key, as text. */
export function barInAnyKey(bar: Grid): string {
  const lowest = Math.min(...bar.flatMap((row) => row.filter((pitch) => pitch >= 0)));
  return bar.flatMap((row) => row.map((pitch) => (pitch >= 0 ? pitch - lowest : REST))).join();
}

/** Share of the bars of pieces that stand among others whole, in any key. */
export function copiedBars(grids: readonly Grid[], known: ReadonlySet<string>): number {
  const bars = grids.flatMap(barsOf);
  return bars.filter((bar) => known.has(barInAnyKey(bar))).length / Math.max(1, bars.length);
}
