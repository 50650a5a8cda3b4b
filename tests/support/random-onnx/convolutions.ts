/** Convolutions, alone and in the blocks that nets are made of. */

import type { Draw } from './draw.ts';
import { maybeActivated } from './functions.ts';
import { channelNorm } from './norms.ts';
import {
  type Attributes,
  fits,
  int,
  ints,
  type Named,
  type Sketch,
  type Step,
  text,
} from './sketch.ts';

interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
}

/** Pads of a window: the attribute, and how much it adds to each axis. */
interface Padding {
  readonly attributes: Attributes;
  readonly size: (extent: number, axis: number) => number;
}

const many = (count: number, draw: () => number) => Array.from({ length: count }, draw);

function drawWindow(axes: number, draw: Draw, largest = 3): Window {
  return {
    kernel: many(axes, () => draw.between(1, largest)),
    strides: many(axes, () => draw.between(1, 2)),
    dilations: many(axes, () => draw.between(1, 2)),
  };
}

function drawPadding({ kernel, strides, dilations }: Window, draw: Draw): Padding {
  const span = (axis: number) => (dilations[axis] ?? 1) * ((kernel[axis] ?? 1) - 1) + 1;
  const stride = (axis: number) => strides[axis] ?? 1;
  const valid = (extent: number, axis: number) =>
    Math.floor((extent - span(axis)) / stride(axis)) + 1;
  const mode = draw.of(['NOTSET', 'NOTSET', 'NOTSET', 'VALID', 'SAME_UPPER', 'SAME_LOWER']);
  if (mode === 'VALID') return { attributes: { auto_pad: text(mode) }, size: valid };
  // Runtimes disagree about SAME with dilations; exporters write none.
  if (mode !== 'NOTSET' && dilations.every((one) => one === 1)) {
    const size = (extent: number, axis: number) => Math.ceil(extent / stride(axis));
    return { attributes: { auto_pad: text(mode) }, size };
  }
  const pads = many(kernel.length * 2, () => draw.between(0, 2));
  const around = (axis: number) => (pads[axis] ?? 0) + (pads[axis + kernel.length] ?? 0);
  return {
    attributes: { pads: ints(...pads) },
    size: (extent, axis) => valid(extent + around(axis), axis),
  };
}

/** A convolution of one or two axes; none where it gives nothing. */
function convolution(
  sketch: Sketch,
  x: Named,
  draw: Draw,
  window: Window,
  padding: Padding,
): Named | null {
  const [n = 1, c = 1, ...extents] = x.shape;
  const group = draw.of([1, 1, 1, c, draw.divisor(c)]);
  const outputs = group * draw.between(1, group === 1 ? 9 : 3);
  const shape = [n, outputs, ...extents.map(padding.size)];
  if (!fits(shape)) return null;
  const fan = (c / group) * window.kernel.reduce((product, one) => product * one, 1);
  const operands = [
    x.name,
    sketch.weights([outputs, c / group, ...window.kernel], 1 / Math.sqrt(fan)),
  ];
  if (!draw.once(3)) operands.push(sketch.weights([outputs]));
  return sketch.add('Conv', operands, shape, {
    strides: ints(...window.strides),
    dilations: ints(...window.dilations),
    ...padding.attributes,
    group: int(group),
  });
}

/** With an activation behind it, or a norm and an activation. */
const conv: Step = (sketch, x, draw) => {
  if (x.shape.length !== 3 && x.shape.length !== 4) return;
  const window = drawWindow(x.shape.length - 2, draw);
  const made = convolution(sketch, x, draw, window, drawPadding(window, draw));
  if (!made) return;
  const normed = draw.once(3) ? channelNorm(sketch, made, draw) : made;
  maybeActivated(sketch, normed, draw);
};

/** Edges made by an operator of its own, as exporters write reflection and replication. */
const edgedConv: Step = (sketch, x, draw) => {
  const [n = 1, c = 1, h = 1, w = 1] = x.shape;
  if (x.shape.length !== 4) return;
  const mode = draw.of(['reflect', 'edge', 'constant']);
  const room = (extent: number) => (mode === 'reflect' ? extent - 1 : 2);
  const pads = [h, w, h, w].map((extent) => Math.min(draw.between(0, 2), room(extent)));
  const [top = 0, left = 0, bottom = 0, right = 0] = pads;
  const shape = [n, c, h + top + bottom, w + left + right];
  if (!fits(shape)) return;
  const all = sketch.list(0, 0, top, left, 0, 0, bottom, right);
  const edged = sketch.add('Pad', [x.name, all], shape, { mode: text(mode) });
  const window = { ...drawWindow(2, draw), dilations: [1, 1] };
  const valid = (extent: number, axis: number) =>
    Math.floor((extent - (window.kernel[axis] ?? 1)) / (window.strides[axis] ?? 1)) + 1;
  const made = convolution(sketch, edged, draw, window, { attributes: {}, size: valid });
  if (made) maybeActivated(sketch, made, draw);
};

/** Two convolutions beside which their input goes by. */
const residual: Step = (sketch, x, draw) => {
  const [, c = 1] = x.shape;
  if (x.shape.length !== 4) return;
  const layer = (input: Named): Named => {
    const weights = sketch.weights([c, c, 3, 3], 1 / Math.sqrt(9 * c));
    const bias = draw.once(2) ? [sketch.weights([c])] : [];
    const made = sketch.add('Conv', [input.name, weights, ...bias], x.shape, {
      pads: ints(1, 1, 1, 1),
    });
    return draw.once(3) ? made : channelNorm(sketch, made, draw);
  };
  const middle = layer(x);
  const active = sketch.add(draw.of(['Relu', 'Elu', 'Tanh']), [middle.name], x.shape);
  const end = layer(active);
  const sum = sketch.add(
    'Add',
    draw.of([
      [end.name, x.name],
      [x.name, end.name],
    ]),
    x.shape,
  );
  if (draw.once(2)) sketch.add('Relu', [sum.name], x.shape);
};

/** Attention to channels: a mean picture becomes a factor a channel. */
const squeezeExcite: Step = (sketch, x, draw) => {
  const [n = 1, c = 1] = x.shape;
  if (x.shape.length !== 4) return;
  const hidden = draw.between(1, 4);
  const mean = sketch.add('GlobalAveragePool', [x.name], [n, c, 1, 1]);
  const narrow = sketch.inner('Conv', [mean.name, sketch.weights([hidden, c, 1, 1], 1 / c)]);
  const wide = sketch.inner('Conv', [
    sketch.inner('Relu', [narrow]),
    sketch.weights([c, hidden, 1, 1]),
    sketch.weights([c]),
  ]);
  sketch.add('Mul', [x.name, sketch.inner(draw.of(['Sigmoid', 'HardSigmoid']), [wide])], x.shape);
};

const transposedConv: Step = (sketch, x, draw) => {
  const [n = 1, c = 1, ...extents] = x.shape;
  const axes = extents.length;
  if (axes !== 1 && axes !== 2) return;
  const kernel = many(axes, () => draw.between(1, 4));
  const strides = many(axes, () => draw.between(1, 3));
  const dilations = many(axes, () => draw.of([1, 1, 2]));
  // What is cut off is less than a kernel reaches; what is added is less than a stride.
  const pads = many(axes * 2, () => draw.between(0, 1));
  const added = strides.map((stride) => draw.between(0, stride - 1));
  const group = draw.of([1, 1, draw.divisor(c)]);
  const outputs = draw.between(1, 4);
  const shape = [
    n,
    outputs * group,
    ...extents.map(
      (extent, i) =>
        (extent - 1) * (strides[i] ?? 1) +
        (dilations[i] ?? 1) * ((kernel[i] ?? 1) - 1) +
        1 +
        (added[i] ?? 0) -
        (pads[i] ?? 0) -
        (pads[i + axes] ?? 0),
    ),
  ];
  if (!fits(shape)) return;
  const weights = sketch.weights([c, outputs, ...kernel], 1 / Math.sqrt(c / group));
  const bias = draw.once(2) ? [sketch.weights([outputs * group])] : [];
  const made = sketch.add('ConvTranspose', [x.name, weights, ...bias], shape, {
    strides: ints(...strides),
    dilations: ints(...dilations),
    pads: ints(...pads),
    output_padding: ints(...added),
    group: int(group),
  });
  maybeActivated(sketch, made, draw);
};

/** Steps of this family. */
export const steps: readonly Step[] = [
  ...[conv, conv, conv, conv, edgedConv, residual, residual, squeezeExcite, transposedConv],
];
