/** Share of a tempo by which an estimate may be wrong. @source Gouyon et al. 2006 */
const TOLERANCE = 0.04;

/** Whether a tempo is right, and whether it is right but for a simple metrical factor. */
export interface TempoScore {
  readonly Acc1: 0 | 1;
  readonly Acc2: 0 | 1;
}

/** Scores an estimated tempo, null where there is none; both in beats a minute. */
export function scoreTempo(reference: number, estimated: number | null): TempoScore {
  const near = (factor: number) =>
    estimated !== null &&
    Math.abs(estimated - reference * factor) <= TOLERANCE * reference * factor;
  return {
    Acc1: near(1) ? 1 : 0,
    Acc2: [1, 2, 3, 1 / 2, 1 / 3].some(near) ? 1 : 0,
  };
}

/** The tempo of beats: 60 over their median interval; null for fewer than two. */
export function tempoOfBeats(times: readonly number[]): number | null {
  const intervals = times.slice(1).map((time, i) => time - (times[i] as number));
  intervals.sort((a, b) => a - b);
  const middle = intervals.length >> 1;
  const median =
    intervals.length % 2 === 1
      ? intervals[middle]
      : ((intervals[middle - 1] ?? Number.NaN) + (intervals[middle] ?? Number.NaN)) / 2;
  return median !== undefined && median > 0 ? 60 / median : null;
}
