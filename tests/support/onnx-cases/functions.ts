import { f, feed, hold, i, nodeCase, type OnnxCase, s } from './case.ts';

const x = () => feed([2, 3, 4]);
const positive = () => feed([6], [1e-3, 0.1, 0.5, 1, 2, 30]);
const ratios = () => feed([5], [-0.9, -0.5, 0, 0.3, 0.8]);

/** Operators that apply a function to every number. */
export const cases: readonly OnnxCase[] = [
  ...['Abs', 'Atan', 'Cos', 'Cosh', 'Erf', 'Exp', 'Neg', 'Sign', 'Sin', 'Sinh', 'Tan', 'Asinh'].map(
    (op) => nodeCase(op, [x()]),
  ),
  ...['Ceil', 'Floor', 'Round'].map((op) =>
    nodeCase(op, [feed([8], [-2.5, -1.2, -0.5, 0, 0.5, 1.5, 2.5, 7.9])]),
  ),
  ...['Log', 'Sqrt', 'Reciprocal'].map((op) => nodeCase(op, [positive()])),
  ...['Acos', 'Asin', 'Atanh'].map((op) => nodeCase(op, [ratios()])),
  nodeCase('Acosh', [feed([3], [1, 1.5, 20])]),
  ...[
    'Relu',
    'Sigmoid',
    'Tanh',
    'Softplus',
    'Softsign',
    'HardSwish',
    'HardSigmoid',
    'LeakyRelu',
  ].map((op) => nodeCase(op, [x()], { opset: 14 })),
  ...['Elu', 'Celu', 'Selu', 'ThresholdedRelu', 'Shrink'].map((op) => nodeCase(op, [x()])),
  nodeCase('Mish', [x()], { opset: 18 }),
  nodeCase('Gelu', [x()], { opset: 20 }),
  nodeCase('Gelu', [x()], { opset: 20, attributes: { approximate: s('tanh') }, about: 'tanh' }),
  nodeCase('LeakyRelu', [x()], { attributes: { alpha: f(0.2) }, about: 'alpha' }),
  nodeCase('Elu', [x()], { attributes: { alpha: f(0.5) }, about: 'alpha' }),
  nodeCase('Celu', [x()], { attributes: { alpha: f(0.5) }, about: 'alpha' }),
  nodeCase('Selu', [x()], { attributes: { alpha: f(1.2), gamma: f(0.8) }, about: 'constants' }),
  nodeCase('HardSigmoid', [x()], {
    attributes: { alpha: f(0.3), beta: f(0.4) },
    about: 'constants',
  }),
  nodeCase('ThresholdedRelu', [x()], { attributes: { alpha: f(0.3) }, about: 'alpha' }),
  nodeCase('Shrink', [x()], { attributes: { lambd: f(0.3), bias: f(0.1) }, about: 'bias' }),
  nodeCase('PRelu', [feed([2, 3, 4, 4]), hold([3, 1, 1])]),
  nodeCase('PRelu', [feed([2, 3]), feed([1])], { opset: 11, about: 'fed slope' }),
  nodeCase('Not', [feed([5], [0, 1, 1, 0, 1], 'bool')]),
  nodeCase('IsNaN', [feed([3], [Number.NaN, 1, Number.POSITIVE_INFINITY])]),
  nodeCase('IsInf', [feed([3], [Number.NEGATIVE_INFINITY, 1, Number.POSITIVE_INFINITY])]),
  nodeCase('IsInf', [feed([3], [Number.NEGATIVE_INFINITY, 1, Number.POSITIVE_INFINITY])], {
    attributes: { detect_negative: i(0) },
    about: 'positive only',
  }),
  nodeCase('Abs', [feed([4], [-3, 0, 5, -70000], 'i64')], { about: 'of whole numbers' }),
  nodeCase('Sign', [feed([4], [-3, 0, 5, 9], 'i32')], { about: 'of whole numbers' }),
  nodeCase('Relu', [feed([4], [-3, 0, 5, 9], 'i32')], { about: 'of whole numbers' }),
];
