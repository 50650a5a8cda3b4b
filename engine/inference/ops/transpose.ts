import { fail } from '../../core/errors.ts';
import { type Move, moveCall, movedOnCpu } from '../move.ts';
import { defineOp } from '../op.ts';
import { type Shape, shapeText, stridesOf } from '../tensor.ts';

function transposed(shape: Shape, permutation: readonly number[]): number[] {
  const axes = [...permutation].sort((a, b) => a - b);
  if (axes.length !== shape.length || axes.some((axis, i) => axis !== i)) {
    fail({
      subject: 'A permutation',
      constraint: `name every axis of ${shapeText(shape)} once`,
      got: shapeText(permutation),
      remedy: `use the numbers 0 to ${shape.length - 1}`,
    });
  }
  return permutation.map((axis) => shape[axis] ?? 1);
}

function moveOf(shape: Shape, permutation: readonly number[]): Move {
  const over = transposed(shape, permutation);
  const strides = stridesOf(shape);
  return {
    over,
    from: { strides: permutation.map((axis) => strides[axis] ?? 0) },
    to: { strides: stridesOf(over) },
  };
}

/** The axes in another order: axis `i` of the result is axis `permutation[i]` of the input. */
export default defineOp<{ permutation: readonly number[] }>({
  name: 'transpose',
  infer: ([x], { permutation }) =>
    x ? [{ dtype: x.dtype, shape: transposed(x.shape, permutation) }] : [],
  reference: ([x], { permutation }, [type]) =>
    x && type ? [movedOnCpu(type, [{ move: moveOf(x.shape, permutation), source: x }])] : [],
  lower: ({ inputs: [x], attributes: { permutation } }) =>
    x ? [moveCall(moveOf(x.shape, permutation), { dtype: x.dtype, input: 0, output: 0 })] : [],
  cases: [
    {
      title: 'matrix',
      inputs: [{ dtype: 'f32', shape: [5, 7] }],
      attributes: { permutation: [1, 0] },
    },
    {
      title: 'picture to rows',
      inputs: [{ dtype: 'f32', shape: [2, 3, 4, 5] }],
      attributes: { permutation: [0, 2, 3, 1] },
    },
    {
      title: 'whole numbers, rank 5',
      inputs: [{ dtype: 'i32', shape: [2, 3, 2, 4, 3] }],
      attributes: { permutation: [4, 1, 0, 3, 2] },
    },
  ],
});
