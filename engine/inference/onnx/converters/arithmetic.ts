/** Arithmetic, comparison and logic of several values. */

import type { Value } from '../../graph.ts';
import clip from '../../ops/clip.ts';
import where from '../../ops/where.ts';
import { type BinaryOperator, castTo, combine, combineScalar, map } from '../compose.ts';
import type { Converter, ConverterTable, OnnxNode } from '../onnx-node.ts';

const binary =
  (operator: BinaryOperator): Converter =>
  (node) =>
    combine(node, operator, node.input(0), node.input(1));

/** An operator of any number of values, two by two. */
const nary =
  (operator: BinaryOperator): Converter =>
  (node) =>
    node.all().reduce((a, b) => combine(node, operator, a, b));

/** Powers of whole numbers are worked out in reals, which hold them up to 2^24 exactly. */
function power(node: OnnxNode): Value {
  const [base, exponent] = [node.input(0), castTo(node, node.input(1), 'f32')];
  if (node.dataOf(exponent)?.data.every((value) => value === 2)) {
    return combine(node, 'mul', base, base);
  }
  const result = combine(node, 'pow', castTo(node, base, 'f32'), exponent);
  return base.dtype === 'i32' ? castTo(node, map(node, 'round', result), 'i32') : result;
}

/** Remainders: with the divisor's sign, or with `fmod` the dividend's. @source ONNX operator Mod-13 */
function modulo(node: OnnxNode): Value {
  const [a, b] = [node.input(0), node.input(1)];
  const truncate = (quotient: Value) => {
    if (quotient.dtype === 'i32') return quotient;
    const size = map(node, 'floor', map(node, 'abs', quotient));
    return combine(node, 'mul', map(node, 'sign', quotient), size);
  };
  const whole = truncate(combine(node, 'div', a, b));
  const rest = combine(node, 'sub', a, combine(node, 'mul', whole, b));
  if (node.int('fmod', 0) === 1) return rest;
  // Where the rest is not 0 and its sign is not the divisor's, one divisor is added.
  const turned = combineScalar(node, 'less', combine(node, 'mul', rest, b), 0);
  return node.apply(where, [turned, combine(node, 'add', rest, b), rest], {});
}

function clipped(node: OnnxNode): Value {
  const x = node.input(0);
  const bound = (name: string, index: number): Value | number | undefined => {
    if (node.opset < 11) return node.has(name) ? node.float(name, 0) : undefined;
    const value = node.optional(index);
    return (value && node.dataOf(value)?.data[0]) ?? value;
  };
  const [min, max] = [bound('min', 1), bound('max', 2)];
  if (typeof min !== 'object' && typeof max !== 'object') {
    const bounds = { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
    return node.apply(clip, [x], bounds);
  }
  const hold = (value: Value, limit: Value | number | undefined, operator: 'max' | 'min') => {
    if (limit === undefined) return value;
    return typeof limit === 'number'
      ? combineScalar(node, operator, value, limit)
      : combine(node, operator, value, limit);
  };
  return hold(hold(x, min, 'max'), max, 'min');
}

/** Converters by operator. @source ONNX operators of the same names */
export const converters: ConverterTable = {
  Add: binary('add'),
  Sub: binary('sub'),
  Mul: binary('mul'),
  Div: binary('div'),
  Equal: binary('equal'),
  Less: binary('less'),
  LessOrEqual: binary('lessOrEqual'),
  Greater: binary('greater'),
  GreaterOrEqual: binary('greaterOrEqual'),
  And: binary('and'),
  Or: binary('or'),
  Xor: binary('xor'),
  Min: nary('min'),
  Max: nary('max'),
  Sum: nary('add'),
  Mean: (node) => {
    const sum = node.all().reduce((a, b) => combine(node, 'add', a, b));
    return combineScalar(node, 'mul', sum, 1 / node.inputCount);
  },
  Pow: power,
  Mod: modulo,
  Clip: clipped,
  Where: (node) => node.apply(where, [node.input(0), node.input(1), node.input(2)], {}),
};
