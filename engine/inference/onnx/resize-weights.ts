/**
 * Resizing along an axis as a matrix, for what the resize op does not do: cubic interpolation,
 * antialiasing, and crops that are resized.
 */

/** How an axis is resized. */
export interface AxisResize {
  readonly from: number;
  readonly to: number;
  readonly scale: number;
  readonly coordinateMode: string;
  readonly mode: 'linear' | 'cubic';
  /** Sharpness of cubic interpolation. */
  readonly cubic: number;
  readonly antialias: boolean;
  /** Whether weights that fall outside are left out, rather than given to the edge. */
  readonly excludeOutside: boolean;
}

/** Place in the source of a place of the result. @source ONNX operator Resize-19 */
function sourcePlace(i: number, { from, to, scale, coordinateMode }: AxisResize): number {
  if (coordinateMode === 'asymmetric') return i / scale;
  if (coordinateMode === 'align_corners') return to === 1 ? 0 : (i * (from - 1)) / (to - 1);
  if (coordinateMode === 'pytorch_half_pixel' && to === 1) return 0;
  const place = (i + 0.5) / scale - 0.5;
  if (coordinateMode !== 'half_pixel_symmetric') return place;
  return place + (from / 2) * (1 - to / (from * scale));
}

/** @source R. Keys, "Cubic convolution interpolation for digital image processing", 1981 */
function cubicWeight(distance: number, a: number): number {
  const x = Math.abs(distance);
  if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}

/** Weights `[to, from]` of an axis, row-major. @source ONNX operator Resize-19 */
export function resizeWeights(axis: AxisResize): Float32Array<ArrayBuffer> {
  const { from, to, scale, mode, cubic, antialias, excludeOutside } = axis;
  const weights = new Float32Array(to * from);
  // Antialiasing widens the kernel by as much as the picture shrinks.
  const stretch = antialias ? Math.min(scale, 1) : 1;
  const reach = (mode === 'cubic' ? 2 : 1) / stretch;
  for (let i = 0; i < to; i++) {
    const place = sourcePlace(i, axis);
    const taps: [number, number][] = [];
    for (let at = Math.ceil(place - reach); at <= Math.floor(place + reach); at++) {
      const distance = (at - place) * stretch;
      const weight =
        mode === 'cubic' ? cubicWeight(distance, cubic) : Math.max(0, 1 - Math.abs(distance));
      const isOutside = at < 0 || at >= from;
      if (!(isOutside && excludeOutside)) taps.push([Math.min(Math.max(at, 0), from - 1), weight]);
    }
    const sum = taps.reduce((total, [, weight]) => total + weight, 0) || 1;
    for (const [at, weight] of taps) {
      weights[i * from + at] = (weights[i * from + at] ?? 0) + weight / sum;
    }
  }
  return weights;
}
