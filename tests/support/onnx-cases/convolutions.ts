import { feed, hold, i, is, nodeCase, type OnnxCase, s } from './case.ts';

const conv = (
  about: string,
  x: number[],
  weights: number[],
  attributes: Parameters<typeof nodeCase>[2] & object = {},
) => nodeCase('Conv', [feed(x), hold(weights), hold([weights[0] ?? 1])], { about, ...attributes });

const transposed = (
  about: string,
  x: number[],
  weights: number[],
  options: Parameters<typeof nodeCase>[2] & object = {},
) => nodeCase('ConvTranspose', [feed(x), hold(weights)], { about, ...options });

/** Convolutions. */
export const cases: readonly OnnxCase[] = [
  conv('plain', [1, 3, 7, 8], [5, 3, 3, 3]),
  conv('attributes', [2, 4, 9, 11], [6, 4, 3, 2], {
    attributes: {
      strides: is(2, 1),
      dilations: is(1, 2),
      pads: is(1, 0, 2, 1),
      kernel_shape: is(3, 2),
    },
  }),
  conv('groups', [1, 6, 7, 7], [4, 3, 3, 3], { attributes: { group: i(2), pads: is(1, 1, 1, 1) } }),
  conv('depthwise', [1, 5, 7, 7], [5, 1, 3, 3], { attributes: { group: i(5) } }),
  conv('SAME_UPPER', [1, 3, 8, 9], [4, 3, 4, 3], {
    attributes: { auto_pad: s('SAME_UPPER'), strides: is(2, 2) },
  }),
  conv('SAME_LOWER', [1, 3, 8, 9], [4, 3, 4, 3], {
    attributes: { auto_pad: s('SAME_LOWER'), strides: is(2, 2) },
  }),
  conv('VALID', [1, 3, 8, 9], [4, 3, 2, 3], { attributes: { auto_pad: s('VALID') } }),
  conv('one axis', [2, 3, 12], [4, 3, 5], {
    attributes: { strides: is(2), dilations: is(2), pads: is(3, 1) },
  }),
  transposed('plain', [1, 3, 5, 6], [3, 4, 3, 3]),
  nodeCase('ConvTranspose', [feed([2, 4, 5, 6]), hold([4, 3, 2, 3]), hold([6])], {
    attributes: {
      strides: is(2, 3),
      dilations: is(2, 1),
      pads: is(1, 0, 0, 2),
      output_padding: is(1, 2),
      group: i(2),
    },
    about: 'attributes',
  }),
  transposed('output shape', [1, 2, 5, 5], [2, 3, 3, 3], {
    attributes: { strides: is(2, 2), output_shape: is(10, 9) },
  }),
  transposed('SAME_UPPER', [1, 2, 5, 5], [2, 3, 3, 3], {
    attributes: { strides: is(2, 2), auto_pad: s('SAME_UPPER') },
  }),
  transposed('SAME_LOWER', [1, 2, 5, 5], [2, 3, 4, 4], {
    attributes: { strides: is(3, 2), auto_pad: s('SAME_LOWER') },
  }),
  transposed('one axis', [2, 3, 7], [3, 2, 4], {
    attributes: { strides: is(2), pads: is(1, 1), output_padding: is(1) },
  }),
  nodeCase('Conv', [feed([1, 3, 5, 5]), hold([2, 3, 1, 1])], { about: 'no bias' }),
  nodeCase('Conv', [feed([1, 3, 5, 5]), hold([2, 3, 3, 3]), feed([2])], { about: 'fed bias' }),
  nodeCase(
    'ConvInteger',
    [
      feed(
        [1, 2, 4, 4],
        Array.from({ length: 32 }, (_, at) => (at * 37) % 256),
        'u8',
      ),
      hold(
        [2, 2, 2, 2],
        Array.from({ length: 16 }, (_, at) => (at * 91) % 256),
        'u8',
      ),
      hold([], [7], 'u8'),
      hold([], [120], 'u8'),
    ],
    { attributes: { pads: is(1, 1, 0, 0) } },
  ),
];
