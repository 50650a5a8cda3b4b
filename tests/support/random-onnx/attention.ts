/** Attention, written out as exporters write it. */

import type { Draw } from './draw.ts';
import { fits, int, ints, type Named, type Sketch, type Step } from './sketch.ts';

/** Extents of an attention: batch, heads, queries, width of a head. */
interface Extents {
  readonly b: number;
  readonly heads: number;
  readonly width: number;
}

const project = (sketch: Sketch, { name, shape }: Named, width: number): string => {
  const d = shape[2] ?? 1;
  const product = sketch.inner('MatMul', [name, sketch.weights([d, width], 1 / Math.sqrt(d))]);
  return sketch.inner('Add', [product, sketch.weights([width], 0.2)]);
};

/** `[b, t, heads * width]` as `[b, heads, t, width]`. */
const toHeads = (sketch: Sketch, x: string, t: number, { b, heads, width }: Extents): string => {
  const split = sketch.inner('Reshape', [x, sketch.list(b, t, heads, width)]);
  return sketch.inner('Transpose', [split], { perm: ints(0, 2, 1, 3) });
};

/** Turns pairs of numbers by angles that grow with their place. @source RoFormer, equation 34 */
function rotated(sketch: Sketch, x: string, t: number, width: number): string {
  const half = width / 2;
  const angles = Array.from(
    { length: t * width },
    (_, i) => Math.floor(i / width) / 10 ** ((i % half) / half),
  );
  const cos = sketch.reals([t, width], angles.map(Math.cos));
  const sin = sketch.reals([t, width], angles.map(Math.sin));
  const part = (from: number, to: number) =>
    sketch.inner('Slice', [x, ...[from, to, -1].map((one) => sketch.list(one))]);
  const turned = sketch.inner('Concat', [sketch.inner('Neg', [part(half, width)]), part(0, half)], {
    axis: int(-1),
  });
  return sketch.inner('Add', [sketch.inner('Mul', [x, cos]), sketch.inner('Mul', [turned, sin])]);
}

/** What is added to scores `[…, t, s]`: nothing, a bias by distance, or what hides the future. */
function biasOf(sketch: Sketch, draw: Draw, t: number, s: number, heads: number): string | null {
  const kind = draw.of(['none', 'causal', 'relative']);
  if (kind === 'none') return null;
  if (kind === 'causal') {
    // The last query sees everything: earlier keys come from a cache.
    const values = Array.from({ length: t * s }, (_, i) =>
      (i % s) - Math.floor(i / s) > s - t ? -1e4 : 0,
    );
    return sketch.reals([t, s], values);
  }
  const byDistance = Array.from({ length: heads * t * s }, (_, i) => {
    const [head, row, column] = [Math.floor(i / (t * s)), Math.floor(i / s) % t, i % s];
    return -Math.abs(column - row) / 2 ** (head + 1);
  });
  return sketch.reals([heads, t, s], byDistance);
}

/** Self or cross attention of several heads, some with a cache, a mask, a bias or rotary places. */
const multiHead: Step = (sketch, x, draw) => {
  const [b = 1, t = 1] = x.shape;
  if (x.shape.length !== 3) return;
  const extents = { b, heads: draw.between(1, 3), width: draw.of([2, 4, 6]) };
  const { heads, width } = extents;
  const others = sketch.values.filter(({ shape }) => shape.length === 3 && shape[0] === b);
  const source = draw.once(2) ? draw.of(others) : x;
  const cached = draw.once(3) ? draw.between(1, 3) : 0;
  const fresh = source.shape[1] ?? 1;
  const s = fresh + cached;
  if (!fits([b, heads, t, s]) || !fits([b, heads, s, width])) return;
  const take = (from: Named, count: number) =>
    toHeads(sketch, project(sketch, from, heads * width), count, extents);
  const isRotary = draw.once(3) && source === x;
  const turn = (one: string, count: number) =>
    isRotary ? rotated(sketch, one, count, width) : one;
  const withCache = (one: string) =>
    cached === 0
      ? one
      : sketch.inner('Concat', [sketch.weights([b, heads, cached, width]), one], { axis: int(2) });
  const q = turn(take(x, t), t);
  const k = withCache(turn(take(source, fresh), fresh));
  const v = withCache(take(source, fresh));
  const turnedK = sketch.inner('Transpose', [k], { perm: ints(0, 1, 3, 2) });
  const scaled = sketch.inner('Mul', [
    sketch.inner('MatMul', [q, turnedK]),
    sketch.scalar(1 / Math.sqrt(width)),
  ]);
  const bias = biasOf(sketch, draw, t, s, heads);
  const scores = bias ? sketch.inner('Add', [scaled, bias]) : scaled;
  const shares = sketch.inner('Softmax', [scores], { axis: int(3) });
  const mixed = sketch.inner('MatMul', [shares, v]);
  const together = sketch.inner('Transpose', [mixed], { perm: ints(0, 2, 1, 3) });
  const flat = sketch.inner('Reshape', [together, sketch.list(b, t, heads * width)]);
  const d = x.shape[2] ?? 1;
  const out = sketch.add('MatMul', [flat, sketch.weights([heads * width, d], 0.4)], x.shape);
  if (draw.once(2)) sketch.add('Add', [x.name, out.name], x.shape);
};

/** Steps of this family. */
export const steps: readonly Step[] = [multiHead, multiHead];
