import { f, feed, hold, is, list, nodeCase, type OnnxCase, s } from './case.ts';

const x = () => feed([2, 3, 4, 5]);

/** Numbers around tensors, and tensors beside themselves. */
export const cases: readonly OnnxCase[] = [
  nodeCase('Pad', [x()], {
    opset: 10,
    attributes: { pads: is(0, 0, 1, 2, 0, 1, 0, 3), value: f(0.5) },
  }),
  ...['constant', 'reflect', 'edge'].map((mode) =>
    nodeCase('Pad', [x(), list(0, 0, 2, 1, 0, 0, 1, 3)], {
      opset: 13,
      attributes: { mode: s(mode) },
      about: mode,
    }),
  ),
  nodeCase('Pad', [x(), list(0, 0, 2, 1, 0, 0, 1, 3)], {
    opset: 19,
    attributes: { mode: s('wrap') },
    about: 'wrap',
  }),
  nodeCase('Pad', [x(), list(1, 1, 2, 0), hold([], [-1]), list(3, 0)], {
    opset: 18,
    about: 'some axes',
  }),
  nodeCase('Pad', [x(), list(0, 0, -1, 1, 0, 0, 2, -2)], { opset: 13, about: 'that cuts' }),
  nodeCase('Pad', [feed([3], undefined, 'i64'), list(1, 2), hold([], [7], 'i64')], {
    about: 'whole numbers',
  }),
  nodeCase('Tile', [feed([2, 3]), list(2, 3)]),
  nodeCase('Tile', [feed([2, 3], undefined, 'i64'), list(1, 2)], { about: 'whole numbers' }),
];
