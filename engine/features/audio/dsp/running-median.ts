/** The median and the spread of the newest values. */
export interface RunningMedian {
  readonly median: number;
  /** Median of the distances from the median. */
  readonly deviation: number;
  /** Takes the next value in. Allocates nothing. */
  take(value: number): void;
}

/** The median of the last `length` values, 0 to begin with; unlike a mean it overlooks peaks. */
export function createRunningMedian(length: number): RunningMedian {
  const values = new Float32Array(length);
  const sorted = new Float32Array(length);
  const middle = length >> 1;
  let at = 0;
  let median = 0;
  let deviation = 0;
  return {
    get median() {
      return median;
    },
    get deviation() {
      return deviation;
    },
    take(value) {
      values[at] = value;
      at = (at + 1) % length;
      sorted.set(values);
      median = sorted.sort()[middle] as number;
      for (let i = 0; i < length; i++) sorted[i] = Math.abs((values[i] as number) - median);
      deviation = sorted.sort()[middle] as number;
    },
  };
}
