import { f, feed, hold, i, is, nodeCase, type OnnxCase } from './case.ts';

const positive = (count: number) =>
  hold(
    [count],
    Array.from({ length: count }, (_, at) => 0.5 + (at % 3)),
  );

/** Norms. */
export const cases: readonly OnnxCase[] = [
  ...[9, 14, 15].map((opset) =>
    nodeCase(
      'BatchNormalization',
      [feed([2, 3, 4, 5]), hold([3]), hold([3]), hold([3]), positive(3)],
      {
        opset,
        attributes: { epsilon: f(1e-3) },
      },
    ),
  ),
  nodeCase('BatchNormalization', [feed([4, 3]), hold([3]), hold([3]), hold([3]), positive(3)], {
    about: 'rank 2',
  }),
  nodeCase('InstanceNormalization', [feed([2, 3, 4, 5]), hold([3]), hold([3])]),
  nodeCase('InstanceNormalization', [feed([2, 3, 9]), feed([3]), hold([3])], { about: 'one axis' }),
  nodeCase('LayerNormalization', [feed([2, 3, 8]), hold([8]), hold([8])]),
  nodeCase('LayerNormalization', [feed([2, 3, 4]), hold([3, 4])], {
    attributes: { axis: i(1), epsilon: f(1e-2) },
    about: 'two axes',
  }),
  nodeCase('GroupNormalization', [feed([2, 6, 4, 5]), hold([3]), hold([3])], {
    opset: 18,
    attributes: { num_groups: i(3) },
  }),
  nodeCase('GroupNormalization', [feed([2, 6, 4, 5]), hold([6]), hold([6])], {
    opset: 21,
    attributes: { num_groups: i(3) },
  }),
  nodeCase('RMSNormalization', [feed([2, 3, 8]), hold([8])], { opset: 23 }),
  nodeCase('LpNormalization', [feed([2, 3, 4])]),
  nodeCase('LpNormalization', [feed([2, 3, 4])], {
    attributes: { axis: i(1), p: i(1) },
    about: 'of order 1',
  }),
  nodeCase('MeanVarianceNormalization', [feed([2, 3, 4, 5])]),
  nodeCase('MeanVarianceNormalization', [feed([2, 3, 4])], {
    attributes: { axes: is(-1) },
    about: 'axes',
  }),
  nodeCase('LRN', [feed([1, 7, 3, 4])], { attributes: { size: i(3), alpha: f(0.5) } }),
  nodeCase('LRN', [feed([1, 7, 3, 4])], {
    attributes: { size: i(5), alpha: f(0.5), beta: f(0.5), bias: f(2) },
    about: 'constants',
  }),
];
