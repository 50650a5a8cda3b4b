/** The same numbers under other shapes. */

import { elementCount } from '../../../engine/inference/tensor.ts';
import type { Draw } from './draw.ts';
import { fits, int, ints, type Named, type Step } from './sketch.ts';

const reshape: Step = (sketch, x, draw) => {
  let rest = elementCount(x.shape);
  const shape: number[] = [];
  for (let axis = draw.between(1, 4); axis > 1; axis--) {
    const extent = draw.divisor(rest);
    shape.push(extent);
    rest /= extent;
  }
  shape.push(rest);
  const asked = shape.map((extent, i) => (i === shape.length - 1 ? -1 : extent));
  sketch.add('Reshape', [x.name, sketch.list(...asked)], shape);
};

/** A shape that the model works out from another, as exporters write it for open extents. */
const computedReshape: Step = (sketch, x) => {
  const [n = 1] = x.shape;
  if (x.shape.length < 2) return;
  const extents = sketch.inner('Shape', [x.name]);
  const batch = sketch.inner('Gather', [extents, sketch.list(0)], { axis: int(0) });
  const asked = sketch.inner('Concat', [batch, sketch.list(-1)], { axis: int(0) });
  sketch.add('Reshape', [x.name, asked], [n, elementCount(x.shape) / n]);
};

const flatten: Step = (sketch, x, draw) => {
  const axis = draw.between(0, x.shape.length);
  const rows = elementCount(x.shape.slice(0, axis));
  sketch.add('Flatten', [x.name], [rows, elementCount(x.shape) / rows], { axis: int(axis) });
};

const transpose: Step = (sketch, x, draw) => {
  if (x.shape.length === 0) return;
  const perm = draw.order(x.shape.length);
  const shape = perm.map((axis) => x.shape[axis] ?? 1);
  sketch.add('Transpose', [x.name], shape, { perm: ints(...perm) });
};

/** Channels last for one step, as nets of other frameworks are exported. */
const channelsLast: Step = (sketch, x, draw) => {
  const [n = 1, c = 1, h = 1, w = 1] = x.shape;
  if (x.shape.length !== 4) return;
  const turned = sketch.inner('Transpose', [x.name], { perm: ints(0, 2, 3, 1) });
  const biased = sketch.inner('Add', [turned, sketch.weights([c])]);
  const active = sketch.add(draw.of(['Relu', 'Tanh', 'Sigmoid']), [biased], [n, h, w, c]);
  sketch.add('Transpose', [active.name], x.shape, { perm: ints(0, 3, 1, 2) });
};

function axesGiven(sketch: Parameters<Step>[0], axes: readonly number[]) {
  return sketch.opset >= 13
    ? { inputs: [sketch.list(...axes)], attributes: {} }
    : { inputs: [], attributes: { axes: ints(...axes) } };
}

const unsqueeze: Step = (sketch, x, draw) => {
  if (x.shape.length > 3) return;
  const axis = draw.between(0, x.shape.length);
  const { inputs, attributes } = axesGiven(sketch, [axis]);
  const shape = [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis)];
  sketch.add('Unsqueeze', [x.name, ...inputs], shape, attributes);
};

const squeeze: Step = (sketch, x) => {
  const axes = x.shape.flatMap((extent, axis) => (extent === 1 ? [axis] : []));
  if (axes.length === 0) return;
  const { inputs, attributes } = axesGiven(sketch, axes);
  const shape = x.shape.filter((extent) => extent !== 1);
  sketch.add('Squeeze', [x.name, ...inputs], shape, attributes);
};

const wider = (x: Named, draw: Draw) =>
  x.shape.map((extent) => (extent === 1 ? draw.between(1, 4) : extent));

const expand: Step = (sketch, x, draw) => {
  const shape = [...(draw.once(2) ? [2] : []), ...wider(x, draw)];
  if (fits(shape)) sketch.add('Expand', [x.name, sketch.list(...shape)], shape);
};

/** Steps of this family. */
export const steps: readonly Step[] = [
  ...[reshape, reshape, computedReshape, flatten, transpose, transpose, channelsLast],
  ...[unsqueeze, squeeze, expand],
];
