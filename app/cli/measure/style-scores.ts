/**
 * Squared distance of features to those that are wanted, relative to their variance in their channel.
 * @param ours and `wanted` `[channels, …]`
 */
export function contentError(
  ours: ArrayLike<number>,
  wanted: Float32Array,
  channels: number,
): number {
  const plane = wanted.length / channels;
  let [distance, spread] = [0, 0];
  for (let channel = 0; channel < channels; channel++) {
    const own = wanted.subarray(channel * plane, (channel + 1) * plane);
    const mean = own.reduce((sum, value) => sum + value, 0) / plane;
    own.forEach((value, i) => {
      distance += ((ours[channel * plane + i] ?? 0) - value) ** 2;
      spread += (value - mean) ** 2;
    });
  }
  return distance / Math.max(spread, 1e-9);
}

/** Squared distance of a code to the one that is wanted, relative to its size. */
export function codeError(ours: ArrayLike<number>, wanted: ArrayLike<number>): number {
  let [distance, size] = [0, 0];
  for (let i = 0; i < wanted.length; i++) {
    const value = wanted[i] ?? 0;
    distance += ((ours[i] ?? 0) - value) ** 2;
    size += value ** 2;
  }
  return distance / Math.max(size, 1e-9);
}

/** Means of several numbers by name, as they come in. */
export class Means {
  readonly #sums = new Map<string, Map<string, { sum: number; n: number }>>();

  /** Takes in numbers of a case; those that are undefined are left out. */
  add(name: string, numbers: Readonly<Record<string, number | undefined>>): void {
    const own = this.#sums.get(name) ?? new Map<string, { sum: number; n: number }>();
    this.#sums.set(name, own);
    for (const [key, value] of Object.entries(numbers)) {
      if (value === undefined) continue;
      const { sum, n } = own.get(key) ?? { sum: 0, n: 0 };
      own.set(key, { sum: sum + value, n: n + 1 });
    }
  }

  /** The means of every case, in the order in which cases came in. */
  *all(): Generator<{ name: string; n: number; means: Record<string, number> }> {
    for (const [name, own] of this.#sums) {
      const means = [...own].map(([key, { sum, n }]) => [key, sum / n] as const);
      const n = Math.max(...[...own.values()].map((one) => one.n));
      yield { name, n, means: Object.fromEntries(means) };
    }
  }
}
