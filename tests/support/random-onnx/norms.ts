/** Norms, as operators and as the formulas that exporters write. */

import { elementCount } from '../../../engine/inference/tensor.ts';
import type { Draw } from './draw.ts';
import { fits, float, int, ints, type Named, type Sketch, type Step } from './sketch.ts';

/**
 * Numbers that hardly differ would make the last place of any runtime the first: only inputs,
 * which are random, are divided by their bare deviation.
 */
const epsilonFor = (sketch: Sketch, x: Named) => (sketch.isInput(x) ? 1e-5 : 0.1);

/** A factor near 1 and a term, one of each a channel or place. */
const affine = (sketch: Sketch, count: number) => [
  sketch.weights([count], 1, 1),
  sketch.weights([count]),
];

/** A norm with a factor a channel, of a value `[n, c, …]`. */
export function channelNorm(sketch: Sketch, x: Named, draw: Draw): Named {
  const c = x.shape[1] ?? 1;
  const epsilon = { epsilon: float(epsilonFor(sketch, x)) };
  const rows = affine(sketch, c);
  const isDeep = x.shape.length > 2 && elementCount(x.shape.slice(2)) > 1;
  const canGroup = isDeep && sketch.opset >= 18;
  const op = draw.of([
    'BatchNormalization',
    ...(isDeep ? ['InstanceNormalization'] : []),
    ...(canGroup ? ['GroupNormalization'] : []),
  ]);
  if (op === 'BatchNormalization') {
    const moments = [sketch.weights([c]), sketch.weights([c], 0.5, 1)];
    return sketch.add(op, [x.name, ...rows, ...moments], x.shape, epsilon);
  }
  if (op === 'InstanceNormalization') return sketch.add(op, [x.name, ...rows], x.shape, epsilon);
  const groups = draw.divisor(c);
  const scales = sketch.opset >= 21 ? rows : affine(sketch, groups);
  return sketch.add(op, [x.name, ...scales], x.shape, { ...epsilon, num_groups: int(groups) });
}

const byChannel: Step = (sketch, x, draw) => {
  if (x.shape.length >= 2) channelNorm(sketch, x, draw);
};

/** An instance norm whose factors and terms are computed from a code. */
const conditional: Step = (sketch, x, draw) => {
  const [n = 1, c = 1, h = 1, w = 1] = x.shape;
  const codes = sketch.values.filter(({ shape }) => shape.length === 2 && shape[0] === n);
  if (x.shape.length !== 4 || h * w < 2) return;
  const size = codes.length > 0 ? draw.of(codes) : null;
  const code = size?.name ?? sketch.weights([n, 5]);
  const width = size?.shape[1] ?? 5;
  const ones = sketch.reals([c], new Array<number>(c).fill(1));
  const zeros = sketch.reals([c], new Array<number>(c).fill(0));
  const normed = sketch.inner('InstanceNormalization', [x.name, ones, zeros], {
    epsilon: float(epsilonFor(sketch, x)),
  });
  const row = (lift: number) => {
    const weights = [sketch.weights([width, c], 0.5 / width), sketch.weights([c], 0.5, lift)];
    const made = sketch.inner('Gemm', [code, ...weights]);
    return sketch.inner('Reshape', [made, sketch.list(n, c, 1, 1)]);
  };
  const scaled = sketch.inner('Mul', [normed, row(1)]);
  sketch.add('Add', [scaled, row(0)], x.shape);
};

const layer: Step = (sketch, x, draw) => {
  const axis = draw.axis(x.shape);
  const rest = x.shape.slice(axis);
  if (x.shape.length === 0 || elementCount(rest) < 2 || sketch.opset < 17) return;
  const rows = [sketch.weights(rest, 1, 1), sketch.weights(rest)].slice(0, draw.between(1, 2));
  sketch.add('LayerNormalization', [x.name, ...rows], x.shape, {
    axis: int(axis),
    epsilon: float(epsilonFor(sketch, x)),
  });
};

const meanOf = (sketch: Sketch, x: string): string =>
  sketch.opset >= 18
    ? sketch.inner('ReduceMean', [x, sketch.list(-1)])
    : sketch.inner('ReduceMean', [x], { axes: ints(-1) });

/** As exporters write a layer norm or a root-mean-square norm before it was an operator. */
const layerByFormula: Step = (sketch, x, draw) => {
  const last = x.shape.at(-1);
  if (last === undefined || last < 2) return;
  const isCentred = draw.once(2);
  const centred = isCentred ? sketch.inner('Sub', [x.name, meanOf(sketch, x.name)]) : x.name;
  const square = draw.once(2)
    ? sketch.inner('Pow', [centred, sketch.scalar(2)])
    : sketch.inner('Mul', [centred, centred]);
  const lifted = sketch.inner('Add', [
    meanOf(sketch, square),
    sketch.scalar(epsilonFor(sketch, x)),
  ]);
  const deviation = sketch.inner('Sqrt', [lifted]);
  const normed = sketch.inner('Div', [centred, deviation]);
  const scaled = sketch.add('Mul', [normed, sketch.weights([last], 1, 1)], x.shape);
  if (isCentred) sketch.add('Add', [scaled.name, sketch.weights([last])], x.shape);
};

const length: Step = (sketch, x, draw) => {
  if (x.shape.length === 0 || !fits(x.shape)) return;
  // A line of numbers near 0 has no direction: of inputs alone.
  if (!sketch.isInput(x)) return;
  const [axis, p] = [draw.axis(x.shape), draw.between(1, 2)];
  sketch.add('LpNormalization', [x.name], x.shape, { axis: int(axis), p: int(p) });
};

/** Steps of this family. */
export const steps: readonly Step[] = [
  ...[byChannel, byChannel, conditional, layer, layerByFormula, length],
];
