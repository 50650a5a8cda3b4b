/** How an estimate does against a reference. */
export interface MatchScore {
  /** Harmonic mean of the two below; 0 where either list is empty. */
  readonly F: number;
  readonly precision: number;
  readonly recall: number;
}

/**
 * The most pairs of a reference and an estimated time no further apart than `window` seconds, each
 * used once. Both lists ascend; among points on a line the greedy pairing is a largest one.
 * @source mir_eval.util.match_events
 */
export function countMatches(
  reference: readonly number[],
  estimated: readonly number[],
  window: number,
): number {
  let [r, e, matches] = [0, 0, 0];
  while (r < reference.length && e < estimated.length) {
    const difference = (estimated[e] as number) - (reference[r] as number);
    if (Math.abs(difference) <= window) {
      matches++;
      r++;
      e++;
    } else if (difference > 0) r++;
    else e++;
  }
  return matches;
}

/** Precision, recall and F of `estimated` times with a tolerance of `window` seconds. */
export function scoreEvents(
  reference: readonly number[],
  estimated: readonly number[],
  window: number,
): MatchScore {
  const matches = countMatches(reference, estimated, window);
  const precision = estimated.length > 0 ? matches / estimated.length : 0;
  const recall = reference.length > 0 ? matches / reference.length : 0;
  const F = matches > 0 ? (2 * precision * recall) / (precision + recall) : 0;
  return { F, precision, recall };
}

/** Tolerance of an onset in seconds. @source mir_eval.onset.f_measure */
export const ONSET_WINDOW = 0.05;

/** Tolerance of a beat in seconds. @source mir_eval.beat.f_measure */
export const BEAT_WINDOW = 0.07;
