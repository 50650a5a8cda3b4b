/** Operators that apply a function to every number. */

import prelu from '../../ops/prelu.ts';
import { activated, castTo, combine, combineScalar, map } from '../compose.ts';
import type { Converter, ConverterTable } from '../onnx-node.ts';

const unary =
  (operator: string): Converter =>
  (node) =>
    map(node, operator, node.input(0));

/** A function of reals; ONNX lets some of these take whole numbers too. */
const whole =
  (operator: string): Converter =>
  (node) => {
    const x = node.input(0);
    // Whole numbers are their own floor, ceiling and nearest whole number.
    return x.dtype === 'i32' ? x : map(node, operator, x);
  };

const plain =
  (name: Parameters<typeof activated>[2]): Converter =>
  (node) =>
    activated(node, node.input(0), name);

/** An activation of one attribute, `alpha`. */
const withAlpha =
  (name: Parameters<typeof activated>[2], standard: number): Converter =>
  (node) =>
    activated(node, node.input(0), name, { alpha: node.float('alpha', standard) });

/** Converters by operator. @source ONNX operators of the same names */
export const converters: ConverterTable = {
  Abs: unary('abs'),
  Acos: unary('acos'),
  Acosh: unary('acosh'),
  Asin: unary('asin'),
  Asinh: unary('asinh'),
  Atan: unary('atan'),
  Atanh: unary('atanh'),
  Ceil: whole('ceil'),
  Cos: unary('cos'),
  Cosh: unary('cosh'),
  Erf: unary('erf'),
  Exp: unary('exp'),
  Floor: whole('floor'),
  Log: unary('log'),
  Neg: unary('neg'),
  Not: unary('not'),
  Reciprocal: unary('reciprocal'),
  Round: whole('round'),
  Sign: unary('sign'),
  Sin: unary('sin'),
  Sinh: unary('sinh'),
  Sqrt: unary('sqrt'),
  Tan: unary('tan'),
  IsNaN: unary('isNaN'),
  IsInf: (node) => {
    const x = node.input(0);
    const [negative, positive] = [node.int('detect_negative', 1), node.int('detect_positive', 1)];
    const infinite = map(node, 'isInf', x);
    if (negative && positive) return infinite;
    const side = combineScalar(node, positive ? 'greater' : 'less', x, 0);
    if (!negative && !positive) return combine(node, 'xor', infinite, infinite);
    return combine(node, 'and', infinite, side);
  },
  Relu: (node) => {
    const x = node.input(0);
    return x.dtype === 'i32' ? combineScalar(node, 'max', x, 0) : activated(node, x, 'relu');
  },
  Sigmoid: plain('sigmoid'),
  Tanh: plain('tanh'),
  Softplus: plain('softplus'),
  Softsign: plain('softsign'),
  HardSwish: plain('hardSwish'),
  Mish: plain('mish'),
  LeakyRelu: withAlpha('leakyRelu', 0.01),
  Elu: withAlpha('elu', 1),
  Celu: withAlpha('celu', 1),
  Selu: (node) =>
    activated(node, node.input(0), 'selu', {
      alpha: node.float('alpha', 1.6732631921768188),
      beta: node.float('gamma', 1.0507010221481323),
    }),
  HardSigmoid: (node) =>
    activated(node, node.input(0), 'hardSigmoid', {
      alpha: node.float('alpha', 0.2),
      beta: node.float('beta', 0.5),
    }),
  Gelu: (node) => {
    const approximate = node.text('approximate', 'none');
    return activated(node, node.input(0), approximate === 'tanh' ? 'geluTanh' : 'gelu');
  },
  ThresholdedRelu: (node) => {
    const x = node.input(0);
    const above = combineScalar(node, 'greater', x, node.float('alpha', 1));
    return combine(node, 'mul', x, castTo(node, above, 'f32'));
  },
  Shrink: (node) => {
    const x = node.input(0);
    const [lambd, bias] = [node.float('lambd', 0.5), node.float('bias', 0)];
    const high = castTo(node, combineScalar(node, 'greater', x, lambd), 'f32');
    const low = castTo(node, combineScalar(node, 'less', x, -lambd), 'f32');
    const lowered = combine(node, 'mul', high, combineScalar(node, 'sub', x, bias));
    const raised = combine(node, 'mul', low, combineScalar(node, 'add', x, bias));
    return combine(node, 'add', lowered, raised);
  },
  PRelu: (node) => node.apply(prelu, [node.input(0), node.input(1)], {}),
};
