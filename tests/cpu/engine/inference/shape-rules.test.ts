import { describe, expect, it } from 'vitest';
import { floats, wholes } from '../../../../engine/inference/case-data.ts';
import type { Attributes } from '../../../../engine/inference/op.ts';
import { ops } from '../../../../engine/inference/registry.ts';
import type { TensorType } from '../../../../engine/inference/tensor.ts';

function opOf(name: string) {
  const op = ops.get(name);
  if (!op) throw new Error(`no op ${name}`);
  return op;
}

const bytes = (...shape: number[]): TensorType => ({ dtype: 'i8', shape });

type Rule = [op: string, inputs: TensorType[], attributes: Attributes, outputs: string[]];

// Extents worked out by hand from the ONNX definitions of the operators.
const RULES: Rule[] = [
  ['reduce', [floats(2, 3, 4)], { operator: 'sum', axes: [-1] }, ['f32 2,3,1']],
  ['reduce', [floats(2, 3)], { operator: 'max', keepdims: false }, ['f32 ']],
  ['argmax', [floats(2, 5, 3)], { axis: 1, keepdims: false }, ['i32 2,3']],
  ['topk', [floats(4, 9)], { axis: -1, k: 3 }, ['f32 4,3', 'i32 4,3']],
  ['one-hot', [wholes(2, 3)], { depth: 5, axis: 1 }, ['f32 2,5,3']],
  ['sample', [floats(2, 7), floats(2), floats(1)], { topK: 3 }, ['i32 2']],
  ['cast', [floats(2)], { to: 'bool' }, ['i32 2']],
  ['where', [wholes(3, 1), floats(2), floats(1, 1, 1)], {}, ['f32 1,3,2']],
  ['channel-stats', [floats(2, 3, 4, 5), floats(3), floats(2, 3)], {}, ['f32 2,3', 'f32 2,3']],
  // (7 + 2 - 3) / 2 + 1 = 4; (8 + 2 - 3) / 2 + 1 = 4.5.
  [
    'pool',
    [floats(1, 2, 7, 8)],
    { kind: 'max', kernel: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] },
    ['f32 1,2,4,4'],
  ],
  // Rounded up to 5 columns: the last starts at place 7, within the picture.
  [
    'pool',
    [floats(1, 2, 7, 8)],
    { kind: 'max', kernel: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1], ceilMode: true },
    ['f32 1,2,4,5'],
  ],
  // Rounded up there would be 3, but the third would start behind the picture.
  [
    'pool',
    [floats(1, 1, 4, 4)],
    { kind: 'average', kernel: [2, 2], strides: [3, 3], pads: [1, 1, 1, 1], ceilMode: true },
    ['f32 1,1,2,2'],
  ],
  ['resize', [floats(1, 2, 5, 7)], { mode: 'linear', scales: [1.5, 0.5] }, ['f32 1,2,7,3']],
  // 0.7 is 0.69999999 in f32, but its f32 product with 10 is 7.
  ['resize', [floats(1, 1, 10, 10)], { mode: 'nearest', scales: [0.7, 0.7] }, ['f32 1,1,7,7']],
  // 2 (5 - 1) + 1 + 2 (3 - 1) + 1 - 1 - 2 = 11.
  [
    'conv-transpose',
    [floats(1, 4, 5, 5), floats(4, 3, 3, 3), floats(6)],
    {
      groups: 2,
      strides: [2, 2],
      dilations: [2, 2],
      pads: [1, 0, 2, 0],
      outputPadding: [1, 0],
    },
    ['f32 1,6,11,13'],
  ],
  ['pixel-shuffle', [floats(1, 12, 5, 7)], { block: 2, order: 'crd' }, ['f32 1,3,10,14']],
  ['pixel-unshuffle', [floats(1, 3, 6, 9)], { block: 3, order: 'dcr' }, ['f32 1,27,2,3']],
  ['pad', [wholes(3, 4)], { pads: [1, -2, 0, 3] }, ['i32 4,5']],
  ['tile', [floats(2, 3)], { repeats: [3, 2] }, ['f32 6,6']],
  [
    'gru',
    [floats(5, 2, 3), floats(2, 12, 3), floats(2, 12, 4)],
    { direction: 'bidirectional' },
    ['f32 5,2,2,4', 'f32 2,2,4'],
  ],
  [
    'lstm',
    [floats(5, 2, 3), floats(1, 16, 3), floats(1, 16, 4), floats(1, 32)],
    { bias: true },
    ['f32 5,1,2,4', 'f32 1,2,4', 'f32 1,2,4'],
  ],
  ['linear-i8', [floats(2, 6, 10), bytes(7, 10), floats(7)], {}, ['f32 2,6,7']],
  ['dequantize', [bytes(7, 10), floats(7)], { axis: 0 }, ['f32 7,10']],
];

type Refusal = [
  op: string,
  why: string,
  inputs: TensorType[],
  attributes: Attributes,
  says: RegExp,
];

const REFUSALS: Refusal[] = [
  ['unary', 'an unknown function', [floats(2)], { operator: 'gamma' }, /one of exp, log/],
  ['unary', 'whole numbers where reals are needed', [wholes(2)], { operator: 'sin' }, /be f32/],
  ['cast', 'bytes', [bytes(4)], { to: 'f32' }, /use dequantize/],
  ['where', 'sides of two types', [wholes(2), floats(2), wholes(2)], {}, /tensors of one type/],
  ['prelu', 'slopes that do not broadcast', [floats(2, 3), floats(2)], {}, /be equal or 1/],
  ['prelu', 'slopes larger than the tensor', [floats(3), floats(2, 3)], {}, /broadcast to \[3\]/],
  ['reduce', 'an axis that is not there', [floats(2)], { operator: 'sum', axes: [1] }, /An axis/],
  ['reduce', 'a mean of whole numbers', [wholes(2)], { operator: 'mean' }, /be f32/],
  ['topk', 'more than there are', [floats(4)], { axis: 0, k: 5 }, /between 1 and 4/],
  ['sample', 'too few chances', [floats(2, 7), floats(1), floats(1)], {}, /for each row/],
  [
    'normalize',
    'groups that do not divide',
    [floats(1, 5, 2)],
    { kind: 'group', groups: 2 },
    /divide c/,
  ],
  [
    'normalize',
    'a missing scale',
    [floats(1, 4, 2)],
    { kind: 'instance', scale: true },
    /have the shape \[4\]/,
  ],
  ['batch-norm', 'missing statistics', [floats(1, 4), floats(4)], {}, /mean and variance/],
  [
    'channel-affine',
    'another number of channels',
    [floats(1, 4, 2), floats(3), floats(4)],
    {},
    /\[1, 4\] or \[4\]/,
  ],
  [
    'pool',
    'a window larger than the picture',
    [floats(1, 1, 3, 3)],
    { kind: 'max', kernel: [4, 4] },
    /window fits/,
  ],
  [
    'resize',
    'a size of nothing',
    [floats(1, 1, 3, 3)],
    { mode: 'nearest', scales: [0.1, 1] },
    /at least 1/,
  ],
  [
    'resize',
    'unknown coordinates',
    [floats(1, 1, 3, 3)],
    { mode: 'nearest', sizes: [4, 4], coordinateMode: 'tf_crop_and_resize' },
    /half_pixel/,
  ],
  [
    'conv-transpose',
    'weights of other channels',
    [floats(1, 4, 5, 5), floats(3, 3, 3, 3), floats(3)],
    {},
    /weights \[c, o/,
  ],
  [
    'pixel-shuffle',
    'channels that the block does not divide',
    [floats(1, 6, 2, 2)],
    { block: 2, order: 'crd' },
    /divide the channels/,
  ],
  ['pad', 'too few pads', [floats(2, 2)], { pads: [1, 1] }, /be 4 numbers/],
  ['pad', 'pads that leave nothing', [floats(2)], { pads: [-1, -1] }, /leave something/],
  [
    'lstm',
    'peepholes',
    [floats(1, 1, 1), floats(1, 4, 1), floats(1, 4, 1)],
    { peepholes: true },
    /no peepholes/,
  ],
  ['gru', 'a clip', [floats(1, 1, 1), floats(1, 3, 1), floats(1, 3, 1)], { clip: 3 }, /no clip/],
  [
    'gru',
    'weights of an LSTM',
    [floats(1, 1, 1), floats(1, 4, 1), floats(1, 4, 1)],
    {},
    /\[1, 3, 1\]/,
  ],
  ['linear-i8', 'weights that are no bytes', [floats(2, 4), floats(3, 4), floats(3)], {}, /in i8/],
  ['dequantize', 'too few scales', [bytes(5, 3), floats(2)], { axis: 0 }, /each of the 5 slices/],
];

describe('the shape rules', () => {
  it.each(RULES)('%s', (name, inputs, attributes, outputs) => {
    const types = opOf(name).infer(inputs, attributes);
    expect(types.map(({ dtype, shape }) => `${dtype} ${shape}`)).toEqual(outputs);
  });

  it.each(REFUSALS)('%s refuses %s', (name, _, inputs, attributes, says) => {
    expect(() => opOf(name).infer(inputs, attributes)).toThrow(says);
  });
});
