/** Steps that converters share: our ops, applied for a node. */

import type { ActivationName } from '../activations.ts';
import type { Value } from '../graph.ts';
import activation from '../ops/activation.ts';
import binary from '../ops/binary.ts';
import cast from '../ops/cast.ts';
import reduce from '../ops/reduce.ts';
import reshape from '../ops/reshape.ts';
import transpose from '../ops/transpose.ts';
import unary from '../ops/unary.ts';
import { type DType, intTensor, type Shape, shapeText, tensor } from '../tensor.ts';
import type { OnnxNode } from './onnx-node.ts';

/** Operators of the binary op. */
export type BinaryOperator =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'min'
  | 'max'
  | 'pow'
  | 'equal'
  | 'less'
  | 'lessOrEqual'
  | 'greater'
  | 'greaterOrEqual'
  | 'and'
  | 'or'
  | 'xor';

/** Two values combined. */
export function combine(node: OnnxNode, operator: BinaryOperator, a: Value, b: Value): Value {
  return node.apply(binary, [a, b], { operator });
}

/** A function of every number, such as `sqrt`. */
export function map(node: OnnxNode, operator: string, x: Value): Value {
  return node.apply(unary, [x], { operator });
}

/** An activation of every number. */
export function activated(
  node: OnnxNode,
  x: Value,
  name: ActivationName,
  constants: { alpha?: number; beta?: number } = {},
): Value {
  return node.apply(activation, [x], { activation: name, ...constants });
}

/** A constant of one number that broadcasts to anything. */
export function scalar(node: OnnxNode, value: number, dtype: DType = 'f32'): Value {
  return node.constant(dtype === 'f32' ? tensor([], [value]) : intTensor([], [value]));
}

/** A value combined with one number of its own type. */
export function combineScalar(
  node: OnnxNode,
  operator: BinaryOperator,
  x: Value,
  value: number,
): Value {
  return combine(node, operator, x, scalar(node, value, x.dtype));
}

/** A value as f32, i32 or 0 and 1; itself where it is so already. */
export function castTo(node: OnnxNode, x: Value, to: 'f32' | 'i32' | 'bool'): Value {
  return x.dtype === to ? x : node.apply(cast, [x], { to });
}

/** A value under another shape; itself where it has that one. */
export function reshaped(node: OnnxNode, x: Value, shape: Shape): Value {
  return shapeText(x.shape) === shapeText(shape) ? x : node.apply(reshape, [x], { shape });
}

/** A value with its axes in another order; itself where that is the one it has. */
export function transposed(node: OnnxNode, x: Value, permutation: readonly number[]): Value {
  const same = permutation.every((axis, i) => axis === i);
  return same ? x : node.apply(transpose, [x], { permutation });
}

/** A reduction that keeps the reduced axes with extent 1. */
export function reduced(
  node: OnnxNode,
  operator: string,
  x: Value,
  axes: readonly number[],
): Value {
  return node.apply(reduce, [x], { operator, axes, keepdims: true });
}
