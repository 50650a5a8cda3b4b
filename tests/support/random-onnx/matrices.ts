/** Matrix products. */

import { broadcastShapes, type Shape } from '../../../engine/inference/tensor.ts';
import { maybeActivated } from './functions.ts';
import { fits, float, int, type Sketch, type Step, text } from './sketch.ts';

const matmul: Step = (sketch, x, draw) => {
  const k = x.shape.at(-1);
  if (k === undefined || x.shape.length < 2) return;
  const n = draw.between(1, 8);
  const shape = [...x.shape.slice(0, -1), n];
  if (!fits(shape)) return;
  const product = sketch.add('MatMul', [x.name, sketch.weights([k, n], 1 / Math.sqrt(k))], shape);
  if (draw.once(2)) return;
  const biased = sketch.add('Add', [product.name, sketch.weights([n])], shape);
  maybeActivated(sketch, biased, draw);
};

/** Matrices of one value by those of another, their batches broadcast. */
const ofValues: Step = (sketch, x, draw) => {
  const k = x.shape.at(-1);
  if (k === undefined || x.shape.length < 2) return;
  const product = (other: Shape): Shape | null => {
    if (other.length < 2 || other.at(-2) !== k) return null;
    try {
      const batch = broadcastShapes(x.shape.slice(0, -2), other.slice(0, -2));
      const shape = [...batch, x.shape.at(-2) ?? 1, other.at(-1) ?? 1];
      return fits(shape) ? shape : null;
    } catch {
      return null;
    }
  };
  const partners = sketch.values.flatMap(({ name, shape }) => {
    const made = product(shape);
    return made ? [{ name, made }] : [];
  });
  const scale = sketch.scalar(1 / Math.sqrt(k));
  const known = { name: sketch.weights([k, 3]), made: [...x.shape.slice(0, -1), 3] };
  const { name, made } = draw.of([...partners, known]);
  const scaled = sketch.inner('Mul', [x.name, scale]);
  if (fits(made)) sketch.add('MatMul', [scaled, name], made);
};

const gemm: Step = (sketch, x, draw) => {
  const [rows = 1, columns = 1] = x.shape;
  if (x.shape.length !== 2) return;
  const [turnsA, turnsB] = [draw.between(0, 1), draw.between(0, 1)];
  const [m, k, n] = [turnsA ? columns : rows, turnsA ? rows : columns, draw.between(1, 8)];
  const weights = sketch.weights(turnsB ? [n, k] : [k, n], 1 / Math.sqrt(k));
  const bias = draw.of([[], [sketch.weights([n])], [sketch.weights([m, 1])], [sketch.scalar(0.5)]]);
  const made = sketch.add('Gemm', [x.name, weights, ...bias], [m, n], {
    transA: int(turnsA),
    transB: int(turnsB),
    alpha: float(draw.of([1, 1, 0.5])),
    beta: float(draw.of([1, 1, -0.25])),
  });
  maybeActivated(sketch, made, draw);
};

const EQUATIONS: Readonly<Record<number, readonly [string, (shape: Shape) => Shape][]>> = {
  2: [
    ['ij,jk->ik', ([i = 1]) => [i, 3]],
    ['ij,jk->ki', ([i = 1]) => [3, i]],
    ['ij,jk->k', () => [3]],
  ],
  3: [['bij,jk->bik', ([b = 1, i = 1]) => [b, i, 3]]],
  4: [
    ['bchj,jk->bhck', ([b = 1, c = 1, h = 1]) => [b, h, c, 3]],
    ['nhij,jk->nik', ([n = 1, , i = 1]) => [n, i, 3]],
  ],
};

const einsum: Step = (sketch, x, draw) => {
  const known = EQUATIONS[x.shape.length];
  const inner = x.shape.at(-1);
  if (!known || inner === undefined || sketch.opset < 12) return;
  const [equation, shape] = draw.of(known);
  sketch.add('Einsum', [x.name, sketch.weights([inner, 3], 1 / inner)], shape(x.shape), {
    equation: text(equation),
  });
};

const bytes = (sketch: Sketch, shape: Shape) =>
  sketch.hold({
    type: 'i8',
    shape,
    values: Array.from(
      { length: shape.reduce((product, one) => product * one, 1) },
      (_, i) => ((i * 37) % 255) - 127,
    ),
  });

/** Weights of a byte with a scale, or one a column. */
const byBytes: Step = (sketch, x, draw) => {
  const k = x.shape.at(-1);
  if (k === undefined || x.shape.length < 2) return;
  const n = draw.between(1, 8);
  const perColumn = sketch.opset >= 13 && draw.once(2);
  const isGemm = x.shape.length === 2 && draw.once(2);
  const size = 0.01 / Math.sqrt(k);
  const scale = perColumn ? sketch.weights([n], size / 2, size) : sketch.scalar(size);
  const axis = perColumn ? { axis: int(isGemm ? 0 : 1) } : {};
  const weights = bytes(sketch, isGemm ? [n, k] : [k, n]);
  const reals = sketch.inner('DequantizeLinear', [weights, scale], axis);
  const shape = [...x.shape.slice(0, -1), n];
  if (isGemm) sketch.add('Gemm', [x.name, reals], shape, { transB: int(1) });
  else if (fits(shape)) sketch.add('MatMul', [x.name, reals], shape);
};

/** Steps of this family. */
export const steps: readonly Step[] = [matmul, matmul, ofValues, gemm, einsum, byBytes];
