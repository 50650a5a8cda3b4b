/** Numbers of other types. */

import type { Value } from '../../graph.ts';
import where from '../../ops/where.ts';
import { castTo, combine, combineScalar } from '../compose.ts';
import type { ConverterTable, OnnxNode } from '../onnx-node.ts';
import { computedType, elementTypeName, storedTypeOf } from '../tensor-proto.ts';

/** Whole numbers of fewer than 32 bits: how many there are, and the smallest. */
const NARROW: Readonly<Record<string, readonly [count: number, lowest: number]>> = {
  U8: [256, 0],
  I8: [256, -128],
  U16: [65536, 0],
  I16: [65536, -32768],
};

/** Whole numbers as their lowest bits, as C converts them. */
function wrapped(node: OnnxNode, x: Value, [count, lowest]: readonly [number, number]): Value {
  const shifted = combineScalar(node, 'sub', x, lowest);
  const multiples = combineScalar(node, 'mul', combineScalar(node, 'div', shifted, count), count);
  const rest = combine(node, 'sub', shifted, multiples);
  const raised = combineScalar(node, 'add', rest, count);
  const isBelow = combineScalar(node, 'less', rest, 0);
  return combineScalar(node, 'add', node.apply(where, [isBelow, raised, rest], {}), lowest);
}

/** A cast to an element type. Halves are kept as the program keeps reals: in f32 or f16. */
function castToElement(node: OnnxNode, x: Value, elementType: number): Value {
  const type = storedTypeOf(elementType);
  const computed = computedType(elementType);
  if (type === undefined || computed === undefined) {
    return node.unsupported(`casts to ${elementTypeName(elementType)}`);
  }
  if (type === 'BOOL') return castTo(node, x, 'bool');
  const narrow = NARROW[type];
  if (narrow && x.dtype === 'i32') return wrapped(node, x, narrow);
  return castTo(node, x, computed === 'f32' ? 'f32' : 'i32');
}

/** Converters by operator. @source ONNX operators of the same names */
export const converters: ConverterTable = {
  Cast: (node) => castToElement(node, node.input(0), node.int('to', 0)),
  CastLike: (node) => {
    const like = node.elementType(1);
    if (like !== undefined) return castToElement(node, node.input(0), like);
    return castTo(node, node.input(0), node.input(1).dtype === 'f32' ? 'f32' : 'i32');
  },
};
