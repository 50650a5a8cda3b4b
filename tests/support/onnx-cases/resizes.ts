import { f, feed, fs, hold, i, is, list, nodeCase, type OnnxCase, s } from './case.ts';

const picture = () => feed([1, 2, 5, 7]);
const scales = (...values: number[]) => hold([values.length], values);

const modes = ['half_pixel', 'pytorch_half_pixel', 'align_corners', 'asymmetric'];

/** Pictures at other sizes. */
export const cases: readonly OnnxCase[] = [
  nodeCase('Upsample', [picture()], { opset: 7, attributes: { scales: fs(1, 1, 2, 3) } }),
  nodeCase('Upsample', [picture(), scales(1, 1, 2, 2)], {
    opset: 9,
    attributes: { mode: s('linear') },
  }),
  nodeCase('Resize', [picture(), scales(1, 1, 2, 1.5)], { opset: 10 }),
  nodeCase('Resize', [picture(), scales(1, 1, 2, 1.5)], {
    opset: 10,
    attributes: { mode: s('linear') },
  }),
  ...modes.flatMap((mode) =>
    ['nearest', 'linear', 'cubic'].map((kind) =>
      nodeCase('Resize', [picture(), scales(), scales(1, 1, 1.6, 0.7)], {
        opset: 13,
        attributes: { mode: s(kind), coordinate_transformation_mode: s(mode) },
        about: `${kind}, ${mode}`,
      }),
    ),
  ),
  ...['round_prefer_ceil', 'floor', 'ceil'].map((nearest) =>
    nodeCase('Resize', [picture(), null, null, list(1, 2, 8, 4)], {
      opset: 18,
      attributes: { nearest_mode: s(nearest) },
      about: nearest,
    }),
  ),
  nodeCase('Resize', [feed([1, 2, 9, 3]), null, null, list(1, 2, 3, 11)], {
    opset: 19,
    attributes: {
      nearest_mode: s('floor'),
      coordinate_transformation_mode: s('half_pixel_symmetric'),
    },
    about: 'symmetric, where the last place of f32 decides',
  }),
  nodeCase('Resize', [feed([1, 2, 7, 10]), null, null, list(1, 2, 16, 12)], {
    opset: 13,
    attributes: {
      nearest_mode: s('round_prefer_ceil'),
      coordinate_transformation_mode: s('asymmetric'),
    },
    about: 'ties that f32 misses',
  }),
  nodeCase('Resize', [picture(), scales(), scales(), list(1, 2, 10, 9)], {
    opset: 11,
    attributes: { mode: s('linear') },
    about: 'to sizes',
  }),
  nodeCase('Resize', [picture(), null, null, list(10, 9)], {
    opset: 18,
    attributes: { mode: s('linear'), axes: is(2, 3) },
    about: 'some axes',
  }),
  nodeCase('Resize', [feed([1, 5, 7, 2]), null, scales(1, 2, 2, 1)], {
    opset: 13,
    attributes: { mode: s('linear') },
    about: 'channels last',
  }),
  nodeCase('Resize', [feed([1, 3, 6]), null, scales(1, 1, 2)], { opset: 13, about: 'one axis' }),
  nodeCase('Resize', [picture(), null, scales(1, 1, 1.6, 0.7)], {
    opset: 13,
    attributes: { mode: s('cubic'), cubic_coeff_a: f(-0.5), exclude_outside: i(1) },
    about: 'cubic without what is outside',
  }),
  ...['linear', 'cubic'].map((kind) =>
    nodeCase('Resize', [feed([1, 2, 9, 12]), null, scales(1, 1, 0.5, 0.6)], {
      opset: 18,
      attributes: { mode: s(kind), antialias: i(1) },
      about: `${kind}, antialiased`,
    }),
  ),
];
