import { fail } from '../../core/errors.ts';
import { type Move, moveCall, movedOnCpu } from '../move.ts';
import { defineOp } from '../op.ts';
import { normalizeAxis, type Shape, shapeText, stridesOf } from '../tensor.ts';

function partShapes(shape: Shape, axis: number, sizes: readonly number[]): Shape[] {
  const at = normalizeAxis(axis, shape.length);
  const sum = sizes.reduce((total, size) => total + size, 0);
  if (sum !== shape[at] || sizes.some((size) => size < 1)) {
    fail({
      subject: `The parts of axis ${at}`,
      constraint: `sum to its extent ${shape[at] ?? 0}, each at least 1`,
      got: shapeText(sizes),
      remedy: 'correct their sizes',
    });
  }
  return sizes.map((size) => shape.map((extent, i) => (i === at ? size : extent)));
}

function movesOf(shape: Shape, axis: number, sizes: readonly number[]): Move[] {
  const at = normalizeAxis(axis, shape.length);
  const strides = stridesOf(shape);
  let start = 0;
  return partShapes(shape, axis, sizes).map((over, i) => {
    const base = start * (strides[at] ?? 0);
    start += sizes[i] ?? 0;
    return { over, from: { strides, base }, to: { strides: stridesOf(over) } };
  });
}

/** A tensor cut along an axis into parts of the given sizes, one output each. */
export default defineOp<{ axis: number; sizes: readonly number[] }>({
  name: 'split',
  infer: ([x], { axis, sizes }) =>
    x ? partShapes(x.shape, axis, sizes).map((shape) => ({ dtype: x.dtype, shape })) : [],
  reference: ([x], { axis, sizes }, types) =>
    x
      ? movesOf(x.shape, axis, sizes).flatMap((move, i) => {
          const type = types[i];
          return type ? [movedOnCpu(type, [{ move, source: x }])] : [];
        })
      : [],
  lower: ({ inputs: [x], attributes: { axis, sizes } }) =>
    x
      ? movesOf(x.shape, axis, sizes).map((move, output) =>
          moveCall(move, { dtype: x.dtype, input: 0, output }),
        )
      : [],
  cases: [
    {
      title: 'three parts',
      inputs: [{ dtype: 'f32', shape: [2, 9, 3] }],
      attributes: { axis: 1, sizes: [4, 4, 1] },
    },
  ],
});
