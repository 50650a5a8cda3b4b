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
  const values = new Float32Array(length); // in the order in which they came
  const sorted = new Float32Array(length);
  const middle = length >> 1;
  let at = 0;
  let median = 0;
  let deviation = 0;

  /** Puts the value that came last in the place of the oldest one and keeps the order. */
  const exchange = (oldest: number, newest: number) => {
    let place = sorted.indexOf(oldest);
    while (place + 1 < length && (sorted[place + 1] as number) < newest) {
      sorted[place] = sorted[place + 1] as number;
      place++;
    }
    while (place > 0 && (sorted[place - 1] as number) > newest) {
      sorted[place] = sorted[place - 1] as number;
      place--;
    }
    sorted[place] = newest;
  };

  /** Walks from the median outwards, the nearer neighbour first, to the middle distance. */
  const spread = (): number => {
    let low = middle - 1;
    let high = middle + 1;
    let distance = 0;
    for (let i = 0; i < middle; i++) {
      const below = low >= 0 ? median - (sorted[low] as number) : Number.POSITIVE_INFINITY;
      const above = high < length ? (sorted[high] as number) - median : Number.POSITIVE_INFINITY;
      distance = Math.min(below, above);
      if (below < above) low--;
      else high++;
    }
    return Math.fround(distance);
  };

  return {
    get median() {
      return median;
    },
    get deviation() {
      return deviation;
    },
    take(value) {
      const oldest = values[at] as number;
      values[at] = value;
      exchange(oldest, values[at] as number);
      at = (at + 1) % length;
      median = sorted[middle] as number;
      deviation = spread();
    },
  };
}
