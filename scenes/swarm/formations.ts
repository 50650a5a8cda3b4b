import { modulo } from '../../engine/core/numeric.ts';

/** What the lights can gather into. The first leaves it to the music. */
export const formationNames: readonly string[] = [
  'with the bars',
  'portrait',
  'strings',
  'orbits',
  'stream',
];

/** Shapes beside the portrait, in the order of their shares in `swarm-score.wgsl`. */
export const SHAPES = { strings: 0, orbits: 1, stream: 2 } as const;
/** Count of {@link SHAPES}. */
export const SHAPE_COUNT = 3;

/** Part of the lights that leave the portrait for each shape, and how firmly all hold. */
export interface Formation {
  /** Shares of strings, orbits and stream; what is left is the portrait. */
  readonly shares: readonly [strings: number, orbits: number, stream: number];
  /** 1 holds as firmly as the performer asks, 0 not at all. */
  readonly hold: number;
}

const portrait: Formation = { shares: [0, 0, 0], hold: 1 };
const chosen: readonly Formation[] = [
  portrait,
  portrait,
  { shares: [0.85, 0, 0], hold: 1 },
  { shares: [0, 0.7, 0], hold: 1 },
  { shares: [0, 0, 1], hold: 0.3 },
];

/** Sixteen bars as they are danced: mostly the figure, with excursions that lead back to it. */
const bars: readonly Formation[] = [
  portrait,
  portrait,
  portrait,
  { shares: [0, 0, 0.25], hold: 0.8 },
  portrait,
  portrait,
  { shares: [0, 0.45, 0], hold: 1 },
  { shares: [0, 0.45, 0], hold: 1 },
  portrait,
  portrait,
  portrait,
  { shares: [0, 0, 0.25], hold: 0.8 },
  { shares: [0.6, 0, 0], hold: 1 },
  { shares: [0.6, 0, 0], hold: 1 },
  { shares: [0, 0, 0.6], hold: 0.5 },
  portrait,
];

/** The formation of a bar. @param choice index into {@link formationNames} */
export function formationAt(choice: number, bar: number): Formation {
  const named = chosen[Math.round(choice)] ?? portrait;
  if (Math.round(choice) !== 0) return named;
  return bars[modulo(bar, bars.length)] ?? portrait;
}
