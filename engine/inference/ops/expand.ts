import { type Move, moveCall, movedOnCpu } from '../move.ts';
import { defineOp } from '../op.ts';
import { broadcastShapes, broadcastStrides, type Shape, stridesOf } from '../tensor.ts';

function moveOf(shape: Shape, over: Shape): Move {
  return {
    over,
    from: { strides: broadcastStrides(shape, over) },
    to: { strides: stridesOf(over) },
  };
}

/** A tensor repeated along axes of extent 1, to the shape that it and `shape` broadcast to. */
export default defineOp<{ shape: readonly number[] }>({
  name: 'expand',
  infer: ([x], { shape }) =>
    x ? [{ dtype: x.dtype, shape: broadcastShapes(x.shape, shape) }] : [],
  reference: ([x], _attributes, [type]) =>
    x && type ? [movedOnCpu(type, [{ move: moveOf(x.shape, type.shape), source: x }])] : [],
  lower: ({ inputs: [x], outputs: [type] }) =>
    x && type
      ? [moveCall(moveOf(x.shape, type.shape), { dtype: x.dtype, input: 0, output: 0 })]
      : [],
  cases: [
    {
      title: 'new and old axes',
      inputs: [{ dtype: 'f32', shape: [3, 1, 4] }],
      attributes: { shape: [2, 1, 5, 1] },
    },
  ],
});
