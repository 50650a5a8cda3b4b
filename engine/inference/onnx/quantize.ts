/** Steps of converters whose whole numbers stand for reals: `(number - zero point) * scale`. */

import type { Value } from '../graph.ts';
import clip from '../ops/clip.ts';
import { castTo, combine, map, reshaped } from './compose.ts';
import type { OnnxNode } from './onnx-node.ts';
import { storedTypeOf } from './tensor-proto.ts';

/** Smallest and largest of the whole numbers that reals are quantised to. */
export type Range = readonly [number, number];

const RANGES: Readonly<Record<string, Range>> = {
  U8: [0, 255],
  I8: [-128, 127],
  U16: [0, 65535],
  I16: [-32768, 32767],
};

/** The range of the numbers that a zero point belongs to; U8 where nothing says another. */
export function rangeOf(node: OnnxNode, zeroIndex: number): Range {
  const declared = node.int('output_dtype', 0) || (node.elementType(zeroIndex) ?? 2);
  const type = storedTypeOf(declared) ?? '';
  return RANGES[type] ?? node.unsupported(`gives numbers of ${type || `element type ${declared}`}`);
}

/** One number for all, or one a slice along an axis, so that it broadcasts over `rank` axes. */
export function alongAxis(node: OnnxNode, row: Value, rank: number, axis: number): Value {
  if (row.shape.length === 0) return row;
  if (row.shape.length !== 1) return node.refuse('have one scale, or one a slice', row.shape);
  if (row.shape[0] === 1) return reshaped(node, row, []);
  return reshaped(node, row, [...row.shape, ...new Array<number>(rank - 1 - axis).fill(1)]);
}

/** Whole numbers less their zero point, as reals; `axis` says along which axis zero points differ. */
export function centred(node: OnnxNode, x: Value, zero: Value | undefined, axis: number): Value {
  const real = castTo(node, x, 'f32');
  if (!zero) return real;
  const aligned = alongAxis(node, zero, x.shape.length, axis);
  return combine(node, 'sub', real, castTo(node, aligned, 'f32'));
}

/** Reals to the nearest whole numbers of a range, halves to even. */
export function toRange(node: OnnxNode, x: Value, zero: Value | undefined, range: Range): Value {
  const rounded = map(node, 'round', x);
  const moved = zero ? combine(node, 'add', rounded, castTo(node, zero, 'f32')) : rounded;
  return castTo(node, node.apply(clip, [moved], { min: range[0], max: range[1] }), 'i32');
}

/**
 * The sum of products of two quantised sides, quantised again.
 * @param scales places of the inputs: scale of either side, then scale and zero point of the result
 * @param axis axis of the result along which the second side's scales differ
 */
export function requantized(
  node: OnnxNode,
  sum: Value,
  scales: readonly [a: number, b: number, result: number, zero: number],
  axis: number,
): Value {
  const [a, b, result, zero] = scales;
  const factor = combine(
    node,
    'mul',
    alongAxis(node, node.input(a), sum.shape.length, axis),
    alongAxis(node, node.input(b), sum.shape.length, axis),
  );
  const share = combine(
    node,
    'div',
    factor,
    alongAxis(node, node.input(result), sum.shape.length, axis),
  );
  const origin = alongAxis(node, node.input(zero), sum.shape.length, axis);
  return toRange(node, combine(node, 'mul', sum, share), origin, rangeOf(node, zero));
}
