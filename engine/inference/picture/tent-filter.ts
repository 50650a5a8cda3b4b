/** Places of a line that one place of a resized line is mixed from, and how much of each. */
export interface Taps {
  readonly first: number;
  /** Sum to 1. */
  readonly weights: readonly number[];
}

/**
 * The taps of every place of a line that is resized with a tent as wide as a place of the smaller
 * of the two lines: neighbours when it grows, an average of all that a place covers when it shrinks.
 * @source A. Clark et al., Pillow, `Image.resize` with `BILINEAR`
 */
export function tentTaps(from: number, to: number): Taps[] {
  const step = from / to;
  const reach = Math.max(1, step);
  return Array.from({ length: to }, (_, place) => {
    const centre = (place + 0.5) * step;
    const first = Math.max(0, Math.floor(centre - reach + 0.5));
    const end = Math.min(from, Math.floor(centre + reach + 0.5));
    const tents = Array.from({ length: end - first }, (_, i) =>
      Math.max(0, 1 - Math.abs(first + i + 0.5 - centre) / reach),
    );
    const sum = tents.reduce((total, tent) => total + tent, 0);
    return { first, weights: tents.map((tent) => tent / sum) };
  });
}
