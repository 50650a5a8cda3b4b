import type { Bpm, Seconds } from '../../../core/units.ts';

/** Lengths that a beat can have, and the places in it: what a belief over the beat is laid out on. */
export interface TempoGrid {
  /** `[tempi]` frames of a beat, not whole ones. */
  readonly lengths: Float64Array;
  /** `[tempi]` places in a beat of each length: its whole frames and one for the rest. */
  readonly rings: Int32Array;
  /** `[tempi]` index of the first place of each length. */
  readonly starts: Int32Array;
  /** All places of all lengths. */
  readonly places: number;
  /** `[tempi]` share of belief, before anything is heard, in each place of a length; they sum to 1. */
  readonly prior: Float64Array;
  /** `[tempi]` what a beat of each length is multiplied by: people tap some tempi more than others. */
  readonly liking: Float64Array;
  /** `[tempi]` from which lengths a beat may come to each, and how likely. */
  readonly jumps: readonly Jumps[];
}

/** Where a beat may come from. */
export interface Jumps {
  /** Index of the shortest length; the others follow it. */
  readonly first: number;
  readonly weights: Float64Array;
}

const SLOWEST: Bpm = 32;
const FASTEST: Bpm = 230;
/** Lengths, evenly in pitch of tempo: 2.5 % from one to the next. */
const TEMPI = 80;
/** Tempo that people tap most, and how far the liking reaches, in octaves. */
const PREFERRED_TEMPO: Bpm = 105;
const PREFERRED_OCTAVES = 0.5;
/** How much the liking counts beat by beat, besides where all begins. */
const LIKING = 0.25;
/** How hard it is for a beat to last otherwise than the one before. */
const INERTIA = 30;
/** Share of beats that are freer, and how hard it is for these. */
const FREE = 0.05;
const FREE_INERTIA = 15;
/** Jumps less likely than this are left out. */
const LEAST_JUMP = 1e-3;

/** Likelihood of each length after each, `[from * tempi + to]`, for one hardness. */
function transitions(lengths: Float64Array, hardness: number): Float64Array {
  const count = lengths.length;
  const table = new Float64Array(count * count);
  for (let from = 0; from < count; from++) {
    const row = lengths.map((to) =>
      Math.exp(-hardness * Math.abs(Math.log(to / (lengths[from] as number)))),
    );
    const sum = row.reduce((total, value) => total + value, 0);
    table.set(
      row.map((value) => value / sum),
      from * count,
    );
  }
  return table;
}

function jumpsBetween(lengths: Float64Array): Jumps[] {
  const count = lengths.length;
  const [steady, free] = [transitions(lengths, INERTIA), transitions(lengths, FREE_INERTIA)];
  const weight = (from: number, to: number) => {
    const at = from * count + to;
    return (1 - FREE) * (steady[at] as number) + FREE * (free[at] as number);
  };
  return Array.from({ length: count }, (_, to) => {
    const from = Array.from(lengths.keys()).filter((i) => weight(i, to) >= LEAST_JUMP);
    return { first: from[0] ?? 0, weights: Float64Array.from(from, (i) => weight(i, to)) };
  });
}

/** The grid for frames that are `step` apart. */
export function createTempoGrid(step: Seconds): TempoGrid {
  const [shortest, longest] = [60 / FASTEST / step, 60 / SLOWEST / step];
  const lengths = Float64Array.from(
    { length: TEMPI },
    (_, i) => shortest * (longest / shortest) ** (i / (TEMPI - 1)),
  );
  const rings = Int32Array.from(lengths, (length) => Math.floor(length) + 1);
  const starts = rings.map((_, i) => rings.subarray(0, i).reduce((sum, ring) => sum + ring, 0));
  const likes = lengths.map((length) => {
    const octaves = Math.log2(60 / (length * step) / PREFERRED_TEMPO) / PREFERRED_OCTAVES;
    return Math.exp(-0.5 * octaves * octaves);
  });
  const sum = likes.reduce((total, like) => total + like, 0);
  return {
    lengths,
    rings,
    starts,
    places: rings.reduce((total, ring) => total + ring, 0),
    prior: likes.map((like, i) => like / sum / (rings[i] as number)),
    liking: likes.map((like) => like ** LIKING),
    jumps: jumpsBetween(lengths),
  };
}
