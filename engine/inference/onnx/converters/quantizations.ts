/** Whole numbers that stand for reals. */

import type { Value } from '../../graph.ts';
import { castTo, combine, combineScalar, map, reduced, reshaped } from '../compose.ts';
import type { ConverterTable, OnnxNode } from '../onnx-node.ts';
import { alongAxis, centred, rangeOf, toRange } from '../quantize.ts';

/** Number of the element type of signed bytes. */
const INT8 = 3;

/** The axis along which scales differ. */
function axisOf(node: OnnxNode, rank: number): number {
  if (node.int('block_size', 0) > 0) node.unsupported('has a scale a block');
  return node.axis('axis', 1, Math.max(rank, 2));
}

function dequantized(node: OnnxNode): Value {
  const x = node.input(0);
  const rank = x.shape.length;
  const axis = axisOf(node, rank);
  const scale = alongAxis(node, node.input(1), rank, axis);
  const real = combine(node, 'mul', centred(node, x, node.optional(2), axis), scale);
  noteBytes(node, real, axis);
  return real;
}

/** Notes weights of signed bytes around 0, so that a product can take them as they are. */
function noteBytes(node: OnnxNode, real: Value, axis: number): void {
  const [bytes, scales] = [node.dataOf(node.input(0)), node.dataOf(node.input(1))];
  const zero = node.optional(2);
  const isCentred = !zero || node.dataOf(zero)?.data.every((one) => one === 0) === true;
  if (!bytes || !scales || !isCentred || node.elementType(0) !== INT8) return;
  const { shape, data } = bytes;
  node.noteBytes(real, {
    bytes: { dtype: 'i8', shape, data: Int8Array.from(data) },
    scales: Float32Array.from(scales.data),
    axis,
  });
}

function quantized(node: OnnxNode): Value {
  const x = node.input(0);
  const rank = x.shape.length;
  const axis = axisOf(node, rank);
  const zero = node.optional(2);
  const scale = alongAxis(node, node.input(1), rank, axis);
  const scaled = combine(node, 'div', castTo(node, x, 'f32'), scale);
  return toRange(node, scaled, zero && alongAxis(node, zero, rank, axis), rangeOf(node, 2));
}

/** @source ONNX operator DynamicQuantizeLinear-11 */
function dynamicallyQuantized(node: OnnxNode): readonly Value[] {
  const x = node.input(0);
  const axes = x.shape.map((_, axis) => axis);
  const extreme = (operator: 'max' | 'min') =>
    combineScalar(node, operator, reshaped(node, reduced(node, operator, x, axes), []), 0);
  const [high, low] = [extreme('max'), extreme('min')];
  const scale = combineScalar(node, 'div', combine(node, 'sub', high, low), 255);
  const origin = map(node, 'neg', combine(node, 'div', low, scale));
  const zero = toRange(node, origin, undefined, [0, 255]);
  return [toRange(node, combine(node, 'div', x, scale), zero, [0, 255]), scale, zero];
}

/** Converters by operator. @source ONNX operators of the same names */
export const converters: ConverterTable = {
  DequantizeLinear: dequantized,
  QuantizeLinear: quantized,
  DynamicQuantizeLinear: dynamicallyQuantized,
};
