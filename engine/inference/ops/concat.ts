import { fail } from '../../core/errors.ts';
import { type Move, moveCall, movedOnCpu } from '../move.ts';
import { defineOp } from '../op.ts';
import { normalizeAxis, type Shape, shapeText, stridesOf, type TensorType } from '../tensor.ts';

function joined(inputs: readonly TensorType[], axis: number): TensorType {
  const [first] = inputs;
  if (!first) {
    return fail({
      subject: 'A list to join',
      constraint: 'hold something',
      got: 'nothing',
      remedy: 'give it tensors',
    });
  }
  const at = normalizeAxis(axis, first.shape.length);
  const fits = inputs.every(
    ({ dtype, shape }) =>
      dtype === first.dtype &&
      shape.length === first.shape.length &&
      shape.every((extent, i) => i === at || extent === first.shape[i]),
  );
  if (!fits) {
    fail({
      subject: 'Tensors that are joined',
      constraint: `have one type, and equal shapes but for axis ${at}`,
      got: inputs.map(({ shape }) => shapeText(shape)).join(', '),
      remedy: 'slice or pad them',
    });
  }
  const extent = inputs.reduce((sum, { shape }) => sum + (shape[at] ?? 0), 0);
  return { dtype: first.dtype, shape: first.shape.map((one, i) => (i === at ? extent : one)) };
}

/** The move of each input to its place in the result. */
function movesOf(inputs: readonly TensorType[], axis: number, result: Shape): Move[] {
  const at = normalizeAxis(axis, result.length);
  const strides = stridesOf(result);
  let start = 0;
  return inputs.map(({ shape }) => {
    const base = start * (strides[at] ?? 0);
    start += shape[at] ?? 0;
    return { over: shape, from: { strides: stridesOf(shape) }, to: { strides, base } };
  });
}

/** Tensors one after the other along an axis. */
export default defineOp<{ axis: number }>({
  name: 'concat',
  infer: (inputs, { axis }) => [joined(inputs, axis)],
  reference: (inputs, { axis }, [type]) =>
    type
      ? [
          movedOnCpu(
            type,
            movesOf(inputs, axis, type.shape).map((move, i) => ({ move, source: inputs[i] })),
          ),
        ]
      : [],
  lower: ({ inputs, outputs: [type], attributes: { axis } }) =>
    type
      ? movesOf(inputs, axis, type.shape).map((move, input) =>
          moveCall(move, { dtype: type.dtype, input, output: 0 }),
        )
      : [],
  cases: [
    {
      title: 'channels',
      inputs: [
        { dtype: 'f32', shape: [2, 3, 4, 4] },
        { dtype: 'f32', shape: [2, 5, 4, 4] },
        { dtype: 'f32', shape: [2, 1, 4, 4] },
      ],
      attributes: { axis: 1 },
    },
    {
      title: 'last axis of whole numbers',
      inputs: [
        { dtype: 'i32', shape: [3, 2] },
        { dtype: 'i32', shape: [3, 6] },
      ],
      attributes: { axis: -1 },
    },
  ],
});
