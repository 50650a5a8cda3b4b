/** Convolutions of one and two axes. */

import type { Value } from '../../graph.ts';
import conv2d from '../../ops/conv2d.ts';
import { tensor } from '../../tensor.ts';
import { castTo, combine, reshaped } from '../compose.ts';
import type { ConverterTable, OnnxNode } from '../onnx-node.ts';
import { asPicture, fromPicture, kernelOf, readWindow } from '../windows.ts';

/** Values that a convolution is made of. */
interface Parts {
  readonly x: Value;
  readonly weights: Value;
  readonly bias: Value | undefined;
}

function convolution(node: OnnxNode, { x, weights, bias }: Parts): Value {
  const { picture, axes } = asPicture(node, x);
  node.known(weights, 'weights');
  const kernel = kernelOf(node, weights.shape, axes);
  const [outputs = 1, groupIn = 1] = weights.shape;
  const { strides, dilations, pads } = readWindow(node, kernel, picture.shape.slice(2), axes);
  const known = bias && node.dataOf(bias);
  const zeros = () => node.constant(tensor([outputs], new Float32Array(outputs)));
  const result = node.apply(
    conv2d,
    [picture, reshaped(node, weights, [outputs, groupIn, ...kernel]), known ? bias : zeros()],
    { strides, dilations, pads, groups: node.int('group', 1) },
  );
  // A bias that is computed cannot be packed with the weights.
  const whole =
    bias && !known ? combine(node, 'add', result, reshaped(node, bias, [outputs, 1, 1])) : result;
  return fromPicture(node, whole, axes);
}

/** Whole numbers less their zero point, as reals. */
function centred(node: OnnxNode, index: number, zeroIndex: number): Value {
  const x = castTo(node, node.input(index), 'f32');
  const zero = node.optional(zeroIndex);
  if (!zero) return x;
  const each = index === 1 && zero.shape.length === 1 && (zero.shape[0] ?? 1) > 1;
  const shape = each ? [...zero.shape, ...x.shape.slice(1).map(() => 1)] : zero.shape;
  return combine(node, 'sub', x, reshaped(node, castTo(node, zero, 'f32'), shape));
}

/** Converters by operator. @source ONNX operators of the same names */
export const converters: ConverterTable = {
  Conv: (node) =>
    convolution(node, { x: node.input(0), weights: node.input(1), bias: node.optional(2) }),
  // Products of bytes are whole numbers that f32 sums exactly up to 2^24. The padding is the zero
  // point, which is 0 once it has been taken off.
  ConvInteger: (node) =>
    castTo(
      node,
      convolution(node, { x: centred(node, 0, 2), weights: centred(node, 1, 3), bias: undefined }),
      'i32',
    ),
};
