import { feed, hold, i, is, list, nodeCase, type OnnxCase, s } from './case.ts';

/** Parts of tensors. */
export const cases: readonly OnnxCase[] = [
  nodeCase('Slice', [feed([4, 5, 6])], {
    opset: 9,
    attributes: { starts: is(1, -3), ends: is(3, 2 ** 31 - 1), axes: is(0, 2) },
  }),
  nodeCase('Slice', [feed([4, 5, 6]), list(1, -3), list(3, 2 ** 53), list(0, 2)], { opset: 11 }),
  nodeCase('Slice', [feed([4, 5, 6]), list(3, 5), list(0, -(2 ** 53)), list(0, -1), list(-2, -1)], {
    opset: 13,
    about: 'backwards',
  }),
  nodeCase('Split', [feed([2, 7])], {
    opset: 11,
    attributes: { axis: i(1), split: is(2, 4, 1) },
    outputs: ['a', 'b', 'c'],
  }),
  nodeCase('Split', [feed([2, 6])], {
    opset: 11,
    attributes: { axis: i(-1) },
    outputs: ['a', 'b'],
  }),
  nodeCase('Split', [feed([2, 7]), list(3, 4)], {
    opset: 13,
    attributes: { axis: i(1) },
    outputs: ['a', 'b'],
  }),
  nodeCase('Split', [feed([7, 2])], {
    opset: 18,
    attributes: { num_outputs: i(3) },
    outputs: ['a', 'b', 'c'],
  }),
  nodeCase('Concat', [feed([2, 1]), hold([2, 3]), feed([2, 2])], { attributes: { axis: i(-1) } }),
  nodeCase('Gather', [feed([4, 3]), hold([2, 2], [0, -1, 2, 3], 'i64')]),
  nodeCase('Gather', [feed([4, 3]), feed([2], [2, 0], 'i64')], {
    attributes: { axis: i(1) },
    about: 'fed',
  }),
  nodeCase('GatherElements', [feed([3, 3]), hold([2, 3], [1, 2, 0, 2, 0, -3], 'i64')]),
  nodeCase('GatherElements', [feed([2, 2]), hold([2, 2], [0, 0, 1, 0], 'i64')], {
    attributes: { axis: i(1) },
    about: 'columns',
  }),
  nodeCase('DepthToSpace', [feed([2, 8, 2, 3])], { attributes: { blocksize: i(2) } }),
  nodeCase('DepthToSpace', [feed([2, 8, 2, 3])], {
    attributes: { blocksize: i(2), mode: s('CRD') },
    about: 'CRD',
  }),
  nodeCase('SpaceToDepth', [feed([1, 2, 4, 6])], { attributes: { blocksize: i(2) } }),
  nodeCase('Trilu', [feed([2, 4, 5])]),
  nodeCase('Trilu', [feed([4, 4]), hold([], [-1], 'i64')], {
    attributes: { upper: i(0) },
    about: 'lower',
  }),
  nodeCase('OneHot', [feed([3], [0, 2, -1], 'i64'), hold([], [4], 'i64'), hold([2], [-1, 3])]),
  nodeCase(
    'OneHot',
    [feed([2, 2], [0, 1, 1, 0], 'i64'), hold([1], [3], 'i64'), hold([2], [0, 1], 'i64')],
    {
      attributes: { axis: i(1) },
      about: 'inner axis',
    },
  ),
];
