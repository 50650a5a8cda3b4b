import { feed, i, is, list, nodeCase, type OnnxCase } from './case.ts';

const all = ['Mean', 'Max', 'Min', 'Prod', 'SumSquare', 'L1', 'L2', 'LogSum', 'LogSumExp'];
const positive = () =>
  feed(
    [2, 3, 4],
    Array.from({ length: 24 }, (_, at) => 0.3 + ((at * 7) % 11) / 9),
  );

/** Reductions and what works on lines. */
export const cases: readonly OnnxCase[] = [
  ...all.flatMap((name) => [
    nodeCase(`Reduce${name}`, [positive()], { opset: 13, attributes: { axes: is(1, -1) } }),
    nodeCase(`Reduce${name}`, [positive(), list(1)], { opset: 18, attributes: { keepdims: i(0) } }),
    nodeCase(`Reduce${name}`, [positive()], { opset: 18, about: 'everything' }),
  ]),
  nodeCase('ReduceSum', [feed([2, 3, 4])], { opset: 11, attributes: { axes: is(0) } }),
  nodeCase('ReduceSum', [feed([2, 3, 4]), list(-1)], { opset: 13 }),
  nodeCase('ReduceSum', [feed([2, 3, 4])], {
    opset: 13,
    attributes: { noop_with_empty_axes: i(1) },
    about: 'of nothing',
  }),
  nodeCase('ReduceSum', [feed([2, 3], undefined, 'i64'), list(1)], {
    opset: 13,
    about: 'whole numbers',
  }),
  nodeCase('ReduceMax', [feed([2, 3], undefined, 'i64'), list(1)], {
    opset: 18,
    about: 'whole numbers',
  }),
  ...['ArgMax', 'ArgMin'].flatMap((op) => [
    nodeCase(op, [feed([2, 5, 3])], { attributes: { axis: i(1) } }),
    nodeCase(op, [feed([2, 5], [1, 2, 2, 0, 0, 0, 3, 3, 0, 1])], {
      attributes: { axis: i(-1), keepdims: i(0), select_last_index: i(1) },
      about: 'last of equals',
    }),
  ]),
  ...['Softmax', 'LogSoftmax', 'Hardmax'].flatMap((op) => [
    nodeCase(op, [feed([2, 3, 4])], { opset: 11 }),
    nodeCase(op, [feed([2, 3, 4])], { opset: 13 }),
    nodeCase(op, [feed([2, 3, 4])], { opset: 13, attributes: { axis: i(1) }, about: 'inner axis' }),
  ]),
  nodeCase('CumSum', [feed([2, 5]), list(1)]),
  nodeCase('CumSum', [feed([4, 2]), list(0)], {
    attributes: { exclusive: i(1), reverse: i(1) },
    about: 'exclusive, backwards',
  }),
  nodeCase('TopK', [feed([2, 7]), list(3)], { opset: 11, outputs: ['values', 'places'] }),
  nodeCase('TopK', [feed([7, 2]), list(2)], {
    attributes: { axis: i(0), largest: i(0) },
    outputs: ['values', 'places'],
    about: 'smallest',
  }),
];
