/** Faults that nets are known to leave in pictures, as numbers. */

import type { Size } from '../../../engine/core/units.ts';

/** `[3, height, width]` in 0..1. */
type Picture = ArrayLike<number>;

/** Pixels at each edge that are left out. */
const MARGIN = 8;
/** Side of the patches that are looked at for life, in pixels. */
const PATCH = 16;
/** Deviation of luma below which a patch shows nothing, and from which on there was something. */
const NOTHING = 1.5 / 255;
const SOMETHING = 0.05;
/** Rec. 709. */
const LUMA = [0.2126, 0.7152, 0.0722] as const;

function lumaOf(picture: Picture, { width, height }: Size): Float64Array {
  const plane = width * height;
  return Float64Array.from({ length: plane }, (_, i) =>
    LUMA.reduce((sum, weight, c) => sum + weight * (picture[c * plane + i] ?? 0), 0),
  );
}

/**
 * How strongly a pattern repeats every `period` pixels, of which nothing was in the picture that was
 * painted: the root mean square of the mean luma by place within the period, less the luma around.
 */
export function latticeOf(picture: Picture, size: Size, period: number): number {
  const { width, height } = size;
  const luma = lumaOf(picture, size);
  const sums = new Float64Array(period * period);
  const counts = new Float64Array(period * period);
  for (let y = MARGIN; y < height - MARGIN; y++) {
    for (let x = MARGIN; x < width - MARGIN; x++) {
      const place = (y % period) * period + (x % period);
      const around = meanAround(luma, size, { x, y, reach: period });
      sums[place] = (sums[place] ?? 0) + (luma[y * width + x] ?? 0) - around;
      counts[place] = (counts[place] ?? 0) + 1;
    }
  }
  const squares = sums.reduce(
    (sum, value, i) => sum + (value / Math.max(1, counts[i] ?? 1)) ** 2,
    0,
  );
  return Math.sqrt(squares / sums.length);
}

/** Mean over whole periods around a place: `2 * reach` pixels a side. */
function meanAround(
  luma: Float64Array,
  { width, height }: Size,
  { x, y, reach }: { x: number; y: number; reach: number },
): number {
  let [sum, count] = [0, 0];
  for (let row = y - reach; row < y + reach; row++) {
    for (let column = x - reach; column < x + reach; column++) {
      if (row < 0 || column < 0 || row >= height || column >= width) continue;
      sum += luma[row * width + column] ?? 0;
      count += 1;
    }
  }
  return sum / count;
}

/** Share of the patches in which the picture had something and the painted one shows nothing. */
export function deadShare(painted: Picture, picture: Picture, size: Size): number {
  const [after, before] = [lumaOf(painted, size), lumaOf(picture, size)];
  let [dead, alive] = [0, 0];
  for (let y = 0; y + PATCH <= size.height; y += PATCH) {
    for (let x = 0; x + PATCH <= size.width; x += PATCH) {
      if (deviationAt(before, size, x, y) < SOMETHING) continue;
      alive += 1;
      if (deviationAt(after, size, x, y) < NOTHING) dead += 1;
    }
  }
  return alive > 0 ? dead / alive : 0;
}

function deviationAt(luma: Float64Array, { width }: Size, left: number, top: number): number {
  let [sum, squares] = [0, 0];
  for (let y = top; y < top + PATCH; y++) {
    for (let x = left; x < left + PATCH; x++) {
      const value = luma[y * width + x] ?? 0;
      sum += value;
      squares += value ** 2;
    }
  }
  const mean = sum / PATCH ** 2;
  return Math.sqrt(Math.max(0, squares / PATCH ** 2 - mean ** 2));
}

/** How far the mean colour is from grey: its largest distance from its own mean. */
export function castOf(picture: Picture, { width, height }: Size): number {
  const plane = width * height;
  const means = LUMA.map((_, c) => {
    let sum = 0;
    for (let i = 0; i < plane; i++) sum += picture[c * plane + i] ?? 0;
    return sum / plane;
  });
  const grey = means.reduce((sum, value) => sum + value, 0) / means.length;
  return Math.max(...means.map((mean) => Math.abs(mean - grey)));
}

/** A dim grey ramp from left to right, `[3, height, width]`: a stage with hardly any light. */
export function dimRamp({ width, height }: Size, brightest = 0.2): Float32Array<ArrayBuffer> {
  const plane = width * height;
  return Float32Array.from(
    { length: 3 * plane },
    (_, i) => (brightest * ((i % width) + 0.5)) / width,
  );
}
