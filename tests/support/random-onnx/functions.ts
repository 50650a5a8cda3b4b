/** Functions of every number. */

import type { Draw } from './draw.ts';
import { type Attributes, float, type Named, type Sketch, type Step, text } from './sketch.ts';

const FUNCTIONS = [
  ...['Relu', 'Sigmoid', 'Tanh', 'Softplus', 'Softsign', 'Selu', 'HardSigmoid'],
  ...['Abs', 'Neg', 'Erf', 'Sin', 'Cos', 'Atan'],
];

/** Functions with attributes; each draw gives others. */
const TURNED: Readonly<Record<string, (draw: Draw) => Attributes>> = {
  LeakyRelu: (draw) => ({ alpha: float(draw.between(0, 4) / 10) }),
  Elu: (draw) => ({ alpha: float(draw.between(1, 4) / 2) }),
  Celu: (draw) => ({ alpha: float(draw.between(1, 4) / 2) }),
  HardSigmoid: (draw) => ({ alpha: float(draw.between(1, 5) / 10), beta: float(0.4) }),
  ThresholdedRelu: () => ({ alpha: float(0) }),
};

const plain: Step = (sketch, x, draw) => {
  const later = [
    ...(sketch.opset >= 14 ? ['HardSwish'] : []),
    ...(sketch.opset >= 18 ? ['Mish'] : []),
  ];
  sketch.add(draw.of([...FUNCTIONS, ...later]), [x.name], x.shape);
};

const turned: Step = (sketch, x, draw) => {
  const [op, attributes] = draw.of(
    Object.entries(TURNED).filter(([name]) => name !== 'Celu' || sketch.opset >= 12),
  );
  sketch.add(op, [x.name], x.shape, attributes(draw));
};

const silu: Step = (sketch, x) => {
  sketch.add('Mul', [x.name, sketch.inner('Sigmoid', [x.name])], x.shape);
};

/** As an operator where there is one, else as exporters write it. */
const gelu: Step = (sketch, x, draw) => {
  if (sketch.opset >= 20) {
    const approximate = draw.of(['none', 'tanh']);
    sketch.add('Gelu', [x.name], x.shape, { approximate: text(approximate) });
    return;
  }
  const erf = sketch.inner('Erf', [
    sketch.inner('Div', [x.name, sketch.scalar(Math.fround(Math.SQRT2))]),
  ]);
  const share = sketch.inner('Mul', [sketch.inner('Add', [erf, sketch.scalar(1)]), x.name]);
  sketch.add('Mul', [share, sketch.scalar(0.5)], x.shape);
};

/** `x * relu6(x + 3) / 6`, as exporters write hard swish before it was an operator. */
const hardSwish: Step = (sketch, x) => {
  const lifted = sketch.inner('Add', [x.name, sketch.scalar(3)]);
  const held = sketch.inner('Clip', [lifted, sketch.scalar(0), sketch.scalar(6)]);
  sketch.add('Div', [sketch.inner('Mul', [x.name, held]), sketch.scalar(6)], x.shape);
};

const clip: Step = (sketch, x, draw) => {
  const low = -draw.between(0, 2) / 2;
  const bounds = draw.of([
    [sketch.scalar(low), sketch.scalar(low + draw.between(1, 6))],
    [sketch.scalar(low)],
    ['', sketch.scalar(draw.between(0, 2))],
  ]);
  sketch.add('Clip', [x.name, ...bounds], x.shape);
};

const prelu: Step = (sketch, x, draw) => {
  if (x.shape.length === 0) return;
  const shapes = x.shape.length === 4 ? [[x.shape[1] ?? 1, 1, 1], [1]] : [[1]];
  sketch.add('PRelu', [x.name, sketch.weights(draw.of(shapes), 0.5)], x.shape);
};

/** Functions that are defined for some numbers only, of numbers that are held within them. */
const bounded: Step = (sketch, x, draw) => {
  const size = sketch.inner('Add', [sketch.inner('Abs', [x.name]), sketch.scalar(0.5)]);
  const op = draw.of(['Sqrt', 'Log', 'Reciprocal', 'Exp']);
  const inside = op === 'Exp' ? sketch.inner('Tanh', [x.name]) : size;
  sketch.add(op, [inside], x.shape);
};

/** Jumps and their places: of inputs alone, whose numbers no runtime rounds. */
const steep: Step = (sketch, x, draw) => {
  if (sketch.isInput(x)) sketch.add(draw.of(['Floor', 'Ceil', 'Sign', 'Round']), [x.name], x.shape);
};

/** An activation behind a layer, or none: what nets put there. */
export function maybeActivated(sketch: Sketch, x: Named, draw: Draw): void {
  const step = draw.of([null, null, plain, turned, silu, clip, prelu]);
  step?.(sketch, x, draw);
}

/** Steps of this family. */
export const steps: readonly Step[] = [
  ...[plain, plain, turned, silu, gelu, hardSwish, clip, prelu, bounded, steep],
];
