import { feed, i, is, nodeCase, type OnnxCase, s } from './case.ts';

const attributes = { kernel_shape: is(3, 2), strides: is(2, 1), pads: is(1, 0, 1, 1) };

/** Pools. */
export const cases: readonly OnnxCase[] = [
  ...['MaxPool', 'AveragePool'].flatMap((op) => [
    nodeCase(op, [feed([2, 3, 7, 8])], { opset: 11, attributes }),
    nodeCase(op, [feed([1, 2, 8, 9])], {
      attributes: { ...attributes, ceil_mode: i(1) },
      about: 'ceil mode',
    }),
    nodeCase(op, [feed([1, 2, 7, 9])], {
      attributes: { kernel_shape: is(3, 3), strides: is(2, 2), auto_pad: s('SAME_UPPER') },
      about: 'SAME_UPPER',
    }),
    nodeCase(op, [feed([2, 3, 9])], {
      attributes: { kernel_shape: is(3), strides: is(2), pads: is(1, 0) },
      about: 'one axis',
    }),
    nodeCase(op, [feed([1, 2, 9, 9])], {
      opset: op === 'MaxPool' ? 12 : 19,
      attributes: { kernel_shape: is(3, 2), dilations: is(2, 3) },
      about: 'dilated',
    }),
  ]),
  nodeCase('AveragePool', [feed([1, 2, 7, 8])], {
    attributes: { ...attributes, count_include_pad: i(1) },
    about: 'padding counted',
  }),
  nodeCase('AveragePool', [feed([1, 2, 8, 8])], {
    opset: 19,
    attributes: { ...attributes, count_include_pad: i(1), ceil_mode: i(1) },
    about: 'padding counted, ceil mode',
  }),
  ...['GlobalAveragePool', 'GlobalMaxPool'].flatMap((op) => [
    nodeCase(op, [feed([2, 3, 4, 5])]),
    nodeCase(op, [feed([2, 3, 4])], { about: 'one axis' }),
  ]),
];
