import { feed, hold, i, modelCase, nodeCase, type OnnxCase } from './case.ts';

const bytes = (count: number) => Array.from({ length: count }, (_, at) => ((at * 37) % 255) - 127);

/** Whole numbers that stand for reals. */
export const cases: readonly OnnxCase[] = [
  nodeCase('DequantizeLinear', [
    feed([2, 3], [0, 7, 255, 128, 3, 90], 'u8'),
    hold([], [0.1]),
    hold([], [120], 'u8'),
  ]),
  nodeCase(
    'DequantizeLinear',
    [hold([3, 4], bytes(12), 'i8'), hold([3], [0.1, 0.2, 0.3]), hold([3], [1, -2, 3], 'i8')],
    {
      attributes: { axis: i(0) },
      about: 'by row',
    },
  ),
  nodeCase('DequantizeLinear', [hold([3, 4], bytes(12), 'i8'), hold([4], [0.1, 0.2, 0.3, 0.4])], {
    about: 'by column, no zero point',
  }),
  nodeCase('QuantizeLinear', [feed([2, 5]), hold([], [0.013]), hold([], [100], 'u8')]),
  nodeCase('QuantizeLinear', [feed([2, 3]), hold([2], [0.013, 0.5]), hold([2], [5, -6], 'i8')], {
    attributes: { axis: i(0) },
    about: 'by row',
  }),
  nodeCase('DynamicQuantizeLinear', [feed([2, 7])], { outputs: ['y', 'scale', 'zero'] }),
  nodeCase('QLinearMatMul', [
    feed([2, 3], [1, 200, 7, 9, 255, 0], 'u8'),
    hold([], [0.1]),
    hold([], [12], 'u8'),
    hold([3, 2], [-100, 3, 90, -128, 127, 1], 'i8'),
    hold([], [0.02]),
    hold([], [3], 'i8'),
    hold([], [0.5]),
    hold([], [100], 'u8'),
  ]),
  nodeCase(
    'QLinearConv',
    [
      feed(
        [1, 2, 4, 5],
        Array.from({ length: 40 }, (_, at) => (at * 37) % 256),
        'u8',
      ),
      hold([], [0.05]),
      hold([], [7], 'u8'),
      hold([3, 2, 2, 2], bytes(24), 'i8'),
      hold([3], [0.01, 0.02, 0.03]),
      hold([3], [0, 0, 0], 'i8'),
      hold([], [0.2437]),
      hold([], [128], 'u8'),
      hold([3], [10, -200, 3000], 'i32'),
    ],
    { attributes: { pads: { ints: [1, 1, 0, 0] } } },
  ),
  modelCase('a Gemm whose weights are bytes', {
    opset: 17,
    inputs: {
      x: feed([3, 8]),
      w: hold([6, 8], bytes(48), 'i8'),
      scale: hold([], [0.01]),
      b: hold([6]),
    },
    nodes: [
      { op: 'DequantizeLinear', inputs: ['w', 'scale'], outputs: ['real'] },
      { op: 'Gemm', inputs: ['x', 'real', 'b'], outputs: ['y'], attributes: { transB: i(1) } },
    ],
    outputs: ['y'],
  }),
  modelCase('a linear layer whose weights are bytes', {
    opset: 17,
    inputs: {
      x: feed([2, 3, 8]),
      w: hold([8, 6], bytes(48), 'i8'),
      scale: hold([6], [0.01, 0.02, 0.03, 0.01, 0.02, 0.03]),
      b: hold([6]),
    },
    nodes: [
      { op: 'DequantizeLinear', inputs: ['w', 'scale'], outputs: ['real'] },
      { op: 'MatMul', inputs: ['x', 'real'], outputs: ['product'] },
      { op: 'Add', inputs: ['product', 'b'], outputs: ['y'] },
    ],
    outputs: ['y'],
  }),
];
