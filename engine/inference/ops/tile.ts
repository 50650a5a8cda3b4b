import { fail } from '../../core/errors.ts';
import { floats, wholes } from '../case-data.ts';
import { moveCall } from '../move.ts';
import { defineOp } from '../op.ts';
import { type Shape, shapeText, stridesOf, zeros } from '../tensor.ts';

function tiledShape(shape: Shape, repeats: readonly number[]): number[] {
  if (repeats.length !== shape.length || repeats.some((one) => !Number.isInteger(one) || one < 1)) {
    fail({
      subject: `The repeats of ${shapeText(shape)}`,
      constraint: 'be one whole number of at least 1 an axis',
      got: shapeText(repeats),
      remedy: 'correct their number',
    });
  }
  return shape.map((extent, axis) => extent * (repeats[axis] ?? 1));
}

/** A tensor laid side by side with itself along each axis. @source ONNX operator Tile-13 */
export default defineOp<{ repeats: readonly number[] }>({
  name: 'tile',
  infer: ([x], { repeats }) => (x ? [{ dtype: x.dtype, shape: tiledShape(x.shape, repeats) }] : []),
  reference([x], _attributes, [type]) {
    if (!x || !type) return [];
    const [from, to] = [stridesOf(x.shape), stridesOf(type.shape)];
    const result = zeros(type);
    result.data.forEach((_, i) => {
      const at = type.shape.reduce((sum, extent, axis) => {
        const place = Math.floor(i / (to[axis] ?? 1)) % extent;
        return sum + (place % (x.shape[axis] ?? 1)) * (from[axis] ?? 1);
      }, 0);
      result.data[i] = x.data[at] ?? 0;
    });
    return [result];
  },
  lower({ inputs: [x], attributes: { repeats } }) {
    if (!x) return [];
    // Each axis is walked as its repeats, then itself: that order is the result's.
    const strides = stridesOf(x.shape);
    const over = x.shape.flatMap((extent, axis) => [repeats[axis] ?? 1, extent]);
    const move = {
      over,
      from: { strides: strides.flatMap((stride) => [0, stride]) },
      to: { strides: stridesOf(over) },
    };
    return [moveCall(move, { dtype: x.dtype, input: 0, output: 0 })];
  },
  cases: [
    { title: 'two axes', inputs: [floats(2, 3, 5)], attributes: { repeats: [1, 4, 2] } },
    { title: 'whole numbers', inputs: [wholes(7)], attributes: { repeats: [3] } },
    { title: 'rank 5', inputs: [floats(1, 2, 3, 1, 2)], attributes: { repeats: [2, 1, 2, 3, 1] } },
  ],
});
