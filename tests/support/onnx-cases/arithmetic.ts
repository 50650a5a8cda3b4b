import { f, feed, hold, i, nodeCase, type OnnxCase } from './case.ts';

const sides = () => [feed([2, 1, 4]), feed([3, 1])];

/** Arithmetic, comparison and logic. */
export const cases: readonly OnnxCase[] = [
  ...['Add', 'Sub', 'Mul', 'Div', 'Less', 'Greater', 'LessOrEqual', 'GreaterOrEqual', 'Equal'].map(
    (op) => nodeCase(op, sides()),
  ),
  ...['Add', 'Sub', 'Mul', 'Equal', 'Less'].map((op) =>
    nodeCase(op, [feed([3, 4], undefined, 'i64'), hold([4], [1, 2, 3, -4], 'i64')], {
      about: 'of whole numbers',
    }),
  ),
  nodeCase('Div', [feed([4], [-7, 7, -8, 9], 'i64'), hold([4], [2, -2, 3, 4], 'i64')], {
    about: 'of whole numbers',
  }),
  ...['And', 'Or', 'Xor'].map((op) =>
    nodeCase(op, [feed([4], [0, 0, 1, 1], 'bool'), feed([4], [0, 1, 0, 1], 'bool')]),
  ),
  nodeCase('Equal', [feed([4], [0, 0, 1, 1], 'bool'), feed([4], [0, 1, 0, 1], 'bool')], {
    about: 'of booleans',
  }),
  ...['Min', 'Max', 'Sum', 'Mean'].flatMap((op) => [
    nodeCase(op, [feed([2, 3]), feed([3]), hold([2, 1])]),
    nodeCase(op, [feed([2, 3])], { about: 'of one' }),
  ]),
  nodeCase('Pow', [feed([4], [0.5, 1, 2, 3]), feed([4], [2, -1, 0.5, 3])]),
  nodeCase('Pow', [feed([4], [-2, -1, 2, 3]), hold([], [3])], { about: 'odd' }),
  nodeCase('Pow', [feed([4], [-2, -1, 2, 3]), hold([], [2])], { about: 'squares' }),
  nodeCase('Pow', [feed([4], [-2, 1, 2, 3]), hold([], [2], 'i64')], { about: 'whole exponent' }),
  nodeCase('Pow', [feed([3], [-2, 5, 7], 'i64'), hold([], [3], 'i64')], {
    about: 'of whole numbers',
  }),
  nodeCase('Mod', [feed([5], [-7, 7, -7, 7, 6], 'i64'), hold([5], [3, 3, -3, -3, 3], 'i64')]),
  nodeCase('Mod', [feed([4], [-7.5, 7.5, -7.5, 6]), hold([4], [2, 2, -2, 3])], {
    attributes: { fmod: i(1) },
    about: 'fmod',
  }),
  nodeCase('Clip', [feed([9])], { opset: 10, attributes: { min: f(-0.5), max: f(1) } }),
  nodeCase('Clip', [feed([9])], { opset: 10, attributes: { max: f(1) }, about: 'above' }),
  nodeCase('Clip', [feed([9]), hold([], [-0.5]), hold([], [1])], { opset: 11 }),
  nodeCase('Clip', [feed([9]), null, hold([], [0.25])], { opset: 13, about: 'above' }),
  nodeCase('Clip', [feed([9]), feed([], [-0.25]), hold([], [0.25])], { opset: 13, about: 'fed' }),
  nodeCase('Clip', [feed([9], undefined, 'i64'), hold([], [1], 'i64'), hold([], [2], 'i64')], {
    about: 'whole numbers',
  }),
  nodeCase('Where', [feed([2, 1], [0, 1], 'bool'), feed([2, 3]), feed([3])]),
  nodeCase('Where', [feed([2], [0, 1], 'bool'), hold([], [5], 'i64'), feed([2], [1, 2], 'i64')], {
    about: 'whole numbers',
  }),
];
