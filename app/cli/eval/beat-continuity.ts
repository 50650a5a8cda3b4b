/** Shares of beats that are right where the beats before them are right as well. */
export interface Continuity {
  /** Longest unbroken run at the annotated metrical level. */
  readonly CMLc: number;
  /** All right beats at that level. */
  readonly CMLt: number;
  /** As CMLc, but double, half and off-beat levels are allowed. */
  readonly AMLc: number;
  readonly AMLt: number;
}

/** Share of an interval by which phase and period may be wrong. */
const TOLERANCE = 0.175;

/** Beats before this are not scored. @source mir_eval.beat.trim_beats */
export const TRIM_SECONDS = 5;

/** The times from {@link TRIM_SECONDS} on. */
export function trimBeats(times: readonly number[]): number[] {
  return times.filter((time) => time >= TRIM_SECONDS);
}

/** The annotation itself, its off-beats, twice and half as many beats. */
function variations(reference: readonly number[]): number[][] {
  const double = reference.flatMap((time, i) => {
    const next = reference[i + 1];
    return next === undefined ? [time] : [time, (time + next) / 2];
  });
  const every = (times: readonly number[], first: number) =>
    times.filter((_, i) => i % 2 === first);
  return [[...reference], every(double, 1), double, every(reference, 0), every(reference, 1)];
}

function nearestIndex(times: readonly number[], time: number): number {
  let nearest = 0;
  for (let i = 1; i < times.length; i++) {
    if (Math.abs((times[i] as number) - time) < Math.abs((times[nearest] as number) - time)) {
      nearest = i;
    }
  }
  return nearest;
}

/** Interval of a beat from the one before it, or to the next one for a first beat. */
function interval(times: readonly number[], index: number, forward: boolean): number {
  const [from, to] = forward && index + 1 < times.length ? [index, index + 1] : [index - 1, index];
  return (times[to] ?? Number.NaN) - (times[from] ?? Number.NaN);
}

/** Whether estimated beat `m` is right: near a beat, and as far from its neighbour as that one. */
function isRight(
  reference: readonly number[],
  estimated: readonly number[],
  m: number,
  nearest: number,
): boolean {
  const first = m === 0 || nearest === 0;
  if (first && m + 1 >= estimated.length) return false;
  const wanted = interval(reference, nearest, first);
  const got = interval(estimated, m, first);
  const phase = Math.abs(((estimated[m] as number) - (reference[nearest] as number)) / wanted);
  return phase < TOLERANCE && Math.abs(1 - got / wanted) < TOLERANCE;
}

function accuracies(reference: readonly number[], estimated: readonly number[]) {
  const used = new Set<number>();
  let [right, run, longest] = [0, 0, 0];
  for (let m = 0; m < estimated.length && reference.length > 0; m++) {
    const nearest = nearestIndex(reference, estimated[m] as number);
    if (!used.has(nearest) && isRight(reference, estimated, m, nearest)) {
      used.add(nearest);
      right++;
      run++;
    } else run = 0;
    longest = Math.max(longest, run);
  }
  const all = Math.max(reference.length, estimated.length, 1);
  return { total: right / all, continuous: longest / all };
}

/**
 * Continuity of `estimated` beats against `reference` beats, both ascending.
 * @source Hainsworth 2004 and Klapuri et al. 2006, as in mir_eval.beat.continuity
 */
export function beatContinuity(
  reference: readonly number[],
  estimated: readonly number[],
): Continuity {
  if (reference.length < 2 || estimated.length < 2) return { CMLc: 0, CMLt: 0, AMLc: 0, AMLt: 0 };
  const levels = variations(reference).map((level) => accuracies(level, estimated));
  const [own = { total: 0, continuous: 0 }] = levels;
  return {
    CMLc: own.continuous,
    CMLt: own.total,
    AMLc: Math.max(...levels.map(({ continuous }) => continuous)),
    AMLt: Math.max(...levels.map(({ total }) => total)),
  };
}
