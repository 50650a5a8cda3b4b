/** Convolutions of one and two axes. */

import type { Value } from '../../graph.ts';
import convTranspose from '../../ops/conv-transpose.ts';
import conv2d from '../../ops/conv2d.ts';
import { tensor } from '../../tensor.ts';
import { castTo, combine, reshaped } from '../compose.ts';
import type { ConverterTable, OnnxNode } from '../onnx-node.ts';
import { centred, requantized } from '../quantize.ts';
import { readTransposedWindow } from '../transposed-window.ts';
import { asPicture, fromPicture, kernelOf, readWindow } from '../windows.ts';

/** Values that a convolution is made of. */
interface Parts {
  readonly x: Value;
  readonly weights: Value;
  readonly bias: Value | undefined;
}

/** The bias that an op packs with its weights: zeros where there is none, or it is computed. */
function packedBias(node: OnnxNode, bias: Value | undefined, outputs: number): Value {
  if (bias && node.dataOf(bias)) return bias;
  return node.constant(tensor([outputs], new Float32Array(outputs)));
}

/** A bias that is computed cannot be packed with the weights: it is added behind. */
function withBias(node: OnnxNode, picture: Value, bias: Value | undefined): Value {
  if (!bias || node.dataOf(bias)) return picture;
  return combine(node, 'add', picture, reshaped(node, bias, [picture.shape[1] ?? 1, 1, 1]));
}

function convolution(node: OnnxNode, { x, weights, bias }: Parts): Value {
  const { picture, axes } = asPicture(node, x);
  node.known(weights, 'weights');
  const kernel = kernelOf(node, weights.shape, axes);
  const [outputs = 1, groupIn = 1] = weights.shape;
  const { strides, dilations, pads } = readWindow(node, kernel, picture.shape.slice(2), axes);
  const result = node.apply(
    conv2d,
    [
      picture,
      reshaped(node, weights, [outputs, groupIn, ...kernel]),
      packedBias(node, bias, outputs),
    ],
    { strides, dilations, pads, groups: node.int('group', 1) },
  );
  return fromPicture(node, withBias(node, result, bias), axes);
}

function transposedConvolution(node: OnnxNode): Value {
  const { picture, axes } = asPicture(node, node.input(0));
  const [weights, bias] = [node.input(1), node.optional(2)];
  node.known(weights, 'weights');
  const kernel = kernelOf(node, weights.shape, axes);
  const [inputs = 1, groupOut = 1] = weights.shape;
  const groups = node.int('group', 1);
  const { outputPadding, ...window } = readTransposedWindow(
    node,
    kernel,
    picture.shape.slice(2),
    axes,
  );
  const result = node.apply(
    convTranspose,
    [
      picture,
      reshaped(node, weights, [inputs, groupOut, ...kernel]),
      packedBias(node, bias, groupOut * groups),
    ],
    { ...window, outputPadding, groups },
  );
  return fromPicture(node, withBias(node, result, bias), axes);
}

/** Converters by operator. @source ONNX operators of the same names */
export const converters: ConverterTable = {
  Conv: (node) =>
    convolution(node, { x: node.input(0), weights: node.input(1), bias: node.optional(2) }),
  ConvTranspose: transposedConvolution,
  // Products of bytes are whole numbers that f32 sums exactly up to 2^24. The padding is the zero
  // point, which is 0 once it has been taken off.
  ConvInteger: (node) => {
    const x = centred(node, node.input(0), node.optional(2), 0);
    const weights = centred(node, node.input(1), node.optional(3), 0);
    return castTo(node, convolution(node, { x, weights, bias: undefined }), 'i32');
  },
  // The bias is quantised by the product of both scales, as the sums are.
  QLinearConv: (node) => {
    const x = centred(node, node.input(0), node.input(2), 0);
    const weights = centred(node, node.input(3), node.input(5), 0);
    const given = node.optional(8);
    const bias = given && castTo(node, given, 'f32');
    return requantized(node, convolution(node, { x, weights, bias }), [1, 4, 6, 7], 1);
  },
};
