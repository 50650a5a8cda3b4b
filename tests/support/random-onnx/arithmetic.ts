/** Arithmetic and choices, with broadcasting. */

import { broadcastShapes, type Shape } from '../../../engine/inference/tensor.ts';
import type { Draw } from './draw.ts';
import { fits, type Named, type Step } from './sketch.ts';

/** A shape that broadcasts to another: some axes 1, some in front left out. */
function narrower(shape: Shape, draw: Draw): number[] {
  const kept = shape.slice(draw.between(0, shape.length));
  return kept.map((extent) => (draw.once(2) ? 1 : extent));
}

function together(a: Shape, b: Shape): Shape | null {
  try {
    const shape = broadcastShapes(a, b);
    return fits(shape) ? shape : null;
  } catch {
    return null;
  }
}

const withKnown: Step = (sketch, x, draw) => {
  const op = draw.of(['Add', 'Sub', 'Mul', 'Div', 'Min', 'Max']);
  // Divisors stay away from 0.
  const known = sketch.weights(narrower(x.shape, draw), 0.5, op === 'Div' ? 2 : 0);
  // Known numbers stand on either side, save that no value is a divisor.
  const operands = op !== 'Div' && draw.once(3) ? [known, x.name] : [x.name, known];
  sketch.add(op, operands, x.shape);
};

const withValue: Step = (sketch, x, draw) => {
  const partners = sketch.values.flatMap((other: Named) => {
    const shape = together(x.shape, other.shape);
    return shape ? [{ other, shape }] : [];
  });
  const { other, shape } = draw.of(partners);
  sketch.add(draw.of(['Add', 'Sub', 'Mul', 'Min', 'Max']), [x.name, other.name], shape);
};

const several: Step = (sketch, x, draw) => {
  const same = sketch.values.filter(({ shape }) => shape.join() === x.shape.join());
  const parts = Array.from({ length: draw.between(1, 3) }, () => draw.of(same).name);
  sketch.add(draw.of(['Sum', 'Mean', 'Min', 'Max']), [x.name, ...parts], x.shape);
};

const power: Step = (sketch, x, draw) => {
  const exponent = draw.of([2, 3, 0.5, -1, -0.5]);
  const base = Number.isInteger(exponent) && exponent > 0;
  const size = base
    ? sketch.inner('Tanh', [x.name])
    : sketch.inner('Add', [sketch.inner('Abs', [x.name]), sketch.scalar(1)]);
  sketch.add('Pow', [size, sketch.scalar(exponent)], x.shape);
};

/** What is chosen hangs on an input, which no runtime rounds. */
const choice: Step = (sketch, x, draw) => {
  const judges = sketch.values.filter(
    (one) => sketch.isInput(one) && together(one.shape, x.shape)?.join() === x.shape.join(),
  );
  if (judges.length === 0) return;
  const compare = draw.of([
    'Greater',
    'Less',
    ...(sketch.opset >= 12 ? ['GreaterOrEqual', 'LessOrEqual'] : []),
  ]);
  const above = sketch.inner(compare, [draw.of(judges).name, sketch.scalar(0.25)]);
  const mask = draw.once(2) ? above : sketch.inner('Not', [above]);
  if (draw.once(2)) {
    const other = sketch.weights(narrower(x.shape, draw));
    sketch.add('Where', [mask, x.name, other], x.shape);
  } else {
    const real = sketch.inner('Cast', [mask], { to: { int: 1 } });
    sketch.add('Mul', [x.name, real], x.shape);
  }
};

/** Steps of this family. */
export const steps: readonly Step[] = [
  ...[withKnown, withKnown, withValue, withValue, several, power, choice],
];
