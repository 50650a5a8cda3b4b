/** Pools. */

import { fits, int, ints, type Step } from './sketch.ts';

const pool: Step = (sketch, x, draw) => {
  const [n = 1, c = 1, ...extents] = x.shape;
  const axes = extents.length;
  if (axes !== 1 && axes !== 2) return;
  const op = draw.of(['MaxPool', 'AveragePool']);
  const kernel = extents.map(() => draw.between(1, 3));
  const strides = extents.map(() => draw.between(1, 2));
  // Pads are less than a kernel, or a window would hold nothing.
  const pads = [...kernel, ...kernel].map((one) => draw.between(0, Math.min(1, one - 1)));
  const sizes = extents.map(
    (extent, i) =>
      Math.floor(
        (extent + (pads[i] ?? 0) + (pads[i + axes] ?? 0) - (kernel[i] ?? 1)) / (strides[i] ?? 1),
      ) + 1,
  );
  if (!fits([n, c, ...sizes])) return;
  const counts = op === 'AveragePool' ? { count_include_pad: int(draw.between(0, 1)) } : {};
  sketch.add(op, [x.name], [n, c, ...sizes], {
    kernel_shape: ints(...kernel),
    strides: ints(...strides),
    pads: ints(...pads),
    ...counts,
  });
};

const global: Step = (sketch, x, draw) => {
  const [n = 1, c = 1, ...extents] = x.shape;
  if (extents.length === 0) return;
  const op = draw.of(['GlobalAveragePool', 'GlobalMaxPool']);
  sketch.add(op, [x.name], [n, c, ...extents.map(() => 1)]);
};

/** Steps of this family. */
export const steps: readonly Step[] = [pool, pool, global];
