/**
 * Random ONNX models for comparing what we make of them with what onnxruntime does: chains and
 * webs of operators whose results depend on their inputs without jumps, so that a difference in the
 * last place stays one.
 */

import fc from 'fast-check';
import { type CpuTensor, elementCount, type Shape } from '../../engine/inference/tensor.ts';
import {
  type WrittenAttribute,
  type WrittenNode,
  type WrittenTensor,
  writeOnnx,
} from './onnx-writer.ts';
import type { FedTensor } from './onnxruntime.ts';
import { randomTensor } from './tensors.ts';

/** A model with what it is fed. */
export interface RandomModel {
  readonly model: Uint8Array<ArrayBuffer>;
  readonly inputs: Readonly<Record<string, FedTensor>>;
  /** Operators in order, for messages. */
  readonly about: string;
}

/** The most elements of a value. */
const LARGEST = 3000;

interface Named {
  readonly name: string;
  readonly shape: Shape;
}

/** Draws choices from a fixed list of numbers, so that a failing model can be made smaller. */
class Draw {
  readonly #numbers: readonly number[];
  #place = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** A whole number from `low` to `high`. */
  between(low: number, high: number): number {
    const number = this.#numbers[this.#place++ % this.#numbers.length] ?? 0;
    return low + (number % Math.max(1, high - low + 1));
  }

  of<Item>(items: readonly Item[]): Item {
    const item = items[this.between(0, items.length - 1)];
    if (item === undefined) throw new Error('There is nothing to draw.');
    return item;
  }

  order(count: number): number[] {
    const left = Array.from({ length: count }, (_, i) => i);
    return Array.from(
      { length: count },
      () => left.splice(this.between(0, left.length - 1), 1)[0] ?? 0,
    );
  }
}

/** A model that grows. */
class Sketch {
  readonly nodes: WrittenNode[] = [];
  readonly values: Named[] = [];
  readonly initializers: Record<string, WrittenTensor> = {};
  readonly opset: number;
  readonly #used = new Set<string>();
  #next = 0;

  constructor(opset: number) {
    this.opset = opset;
  }

  /** Known numbers; reals from -1 to 1 over `scale`. */
  weights(shape: Shape, scale = 1, lift = 0): string {
    const { data } = randomTensor({ dtype: 'f32', shape }, this.#next + 11);
    return this.#hold({
      type: 'f32',
      shape,
      values: Array.from(data, (x) => (x / 2) * scale + lift),
    });
  }

  list(values: readonly number[]): string {
    return this.#hold({ type: 'i64', shape: [values.length], values });
  }

  scalar(value: number): string {
    return this.#hold({ type: 'f32', shape: [], values: [value] });
  }

  #hold(tensor: WrittenTensor): string {
    const name = `w${this.#next++}`;
    this.initializers[name] = tensor;
    return name;
  }

  /** Adds a node of one result. */
  add(
    op: string,
    inputs: readonly string[],
    shape: Shape,
    attributes: Record<string, WrittenAttribute> = {},
  ): void {
    this.addAll(op, inputs, [shape], attributes);
  }

  addAll(
    op: string,
    inputs: readonly string[],
    shapes: readonly Shape[],
    attributes: Record<string, WrittenAttribute> = {},
  ): void {
    const outputs = shapes.map((shape) => ({ name: `v${this.#next++}`, shape }));
    for (const input of inputs) this.#used.add(input);
    this.nodes.push({ op, inputs, outputs: outputs.map(({ name }) => name), attributes });
    this.values.push(...outputs);
  }

  /** What nobody uses. */
  get ends(): Named[] {
    return this.values.filter(({ name }) => name.startsWith('v') && !this.#used.has(name));
  }
}

/** Adds nodes behind a value, or nothing where it does not fit. */
type Step = (sketch: Sketch, x: Named, draw: Draw) => void;

const ints = (...values: number[]): WrittenAttribute => ({ ints: values });
const int = (value: number): WrittenAttribute => ({ int: value });

const fits = (shape: Shape) =>
  elementCount(shape) <= LARGEST && shape.every((extent) => extent >= 1);

const addFitting = (
  sketch: Sketch,
  op: string,
  inputs: () => readonly string[],
  shape: Shape,
  attributes: Record<string, WrittenAttribute> = {},
): void => {
  if (fits(shape)) sketch.add(op, inputs(), shape, attributes);
};

const FUNCTIONS = [
  'Relu',
  'Sigmoid',
  'Tanh',
  'LeakyRelu',
  'Elu',
  'Softplus',
  'Abs',
  'Neg',
  'Selu',
  'Erf',
  'Sin',
  'HardSigmoid',
  'Softsign',
];

const unary: Step = (sketch, x, draw) => {
  const later = [
    ...(sketch.opset >= 14 ? ['HardSwish'] : []),
    ...(sketch.opset >= 20 ? ['Gelu'] : []),
  ];
  sketch.add(draw.of([...FUNCTIONS, ...later]), [x.name], x.shape);
};

/** A shape that broadcasts with another: some axes 1, some in front left out. */
function narrower(shape: Shape, draw: Draw): number[] {
  const kept = shape.slice(draw.between(0, shape.length));
  return kept.map((extent) => (draw.between(0, 1) === 0 ? 1 : extent));
}

const binary: Step = (sketch, x, draw) => {
  const op = draw.of(['Add', 'Sub', 'Mul', 'Min', 'Max', 'Div']);
  const same = sketch.values.filter(({ shape }) => shape.join() === x.shape.join());
  const other = draw.of(same);
  const isKnown = op === 'Div' || draw.between(0, 1) === 0;
  // Divisors stay away from 0.
  const second = isKnown
    ? sketch.weights(narrower(x.shape, draw), 0.5, op === 'Div' ? 2 : 0)
    : other.name;
  sketch.add(op, [x.name, second], x.shape);
};

const conv: Step = (sketch, x, draw) => {
  const [n = 1, c = 1, h = 1, w = 1] = x.shape;
  if (x.shape.length !== 4) return;
  const kernel = [draw.between(1, 3), draw.between(1, 3)];
  const [strides, dilations] = [
    [draw.between(1, 2), draw.between(1, 2)],
    [draw.between(1, 2), draw.between(1, 2)],
  ];
  const pads = Array.from({ length: 4 }, () => draw.between(0, 2));
  const group = draw.of([1, 1, 1, c]);
  const outputs = group === 1 ? draw.between(1, 9) : c * draw.between(1, 2);
  const along = (extent: number, axis: 0 | 1) =>
    Math.floor(
      (extent +
        (pads[axis] ?? 0) +
        (pads[axis + 2] ?? 0) -
        (dilations[axis] ?? 1) * ((kernel[axis] ?? 1) - 1) -
        1) /
        (strides[axis] ?? 1),
    ) + 1;
  const scale = 1 / Math.sqrt((c / group) * (kernel[0] ?? 1) * (kernel[1] ?? 1));
  const shape = [n, outputs, along(h, 0), along(w, 1)];
  addFitting(
    sketch,
    'Conv',
    () => [
      x.name,
      sketch.weights([outputs, c / group, ...kernel], scale),
      ...(draw.between(0, 2) > 0 ? [sketch.weights([outputs])] : []),
    ],
    shape,
    {
      strides: ints(...strides),
      dilations: ints(...dilations),
      pads: ints(...pads),
      group: int(group),
    },
  );
};

const transposedConv: Step = (sketch, x, draw) => {
  const [n = 1, c = 1, h = 1, w = 1] = x.shape;
  if (x.shape.length !== 4) return;
  const kernel = [draw.between(1, 4), draw.between(1, 4)];
  const strides = [draw.between(1, 3), draw.between(1, 3)];
  const outputs = draw.between(1, 5);
  const along = (extent: number, axis: 0 | 1) =>
    (extent - 1) * (strides[axis] ?? 1) + (kernel[axis] ?? 1);
  addFitting(
    sketch,
    'ConvTranspose',
    () => [
      x.name,
      sketch.weights([c, outputs, ...kernel], 1 / Math.sqrt(c)),
      sketch.weights([outputs]),
    ],
    [n, outputs, along(h, 0), along(w, 1)],
    { strides: ints(...strides) },
  );
};

const pool: Step = (sketch, x, draw) => {
  const [n = 1, c = 1, h = 1, w = 1] = x.shape;
  if (x.shape.length !== 4) return;
  const kernel = [draw.between(1, 3), draw.between(1, 3)];
  const strides = [draw.between(1, 2), draw.between(1, 2)];
  const along = (extent: number, axis: 0 | 1) =>
    Math.floor((extent - (kernel[axis] ?? 1)) / (strides[axis] ?? 1)) + 1;
  const op = draw.of(['MaxPool', 'AveragePool', 'GlobalAveragePool', 'GlobalMaxPool']);
  if (op.startsWith('Global')) return sketch.add(op, [x.name], [n, c, 1, 1]);
  addFitting(sketch, op, () => [x.name], [n, c, along(h, 0), along(w, 1)], {
    kernel_shape: ints(...kernel),
    strides: ints(...strides),
  });
};

const reshape: Step = (sketch, x, draw) => {
  let rest = elementCount(x.shape);
  const shape: number[] = [];
  for (let axis = draw.between(1, 4); axis > 1; axis--) {
    const divisors = Array.from({ length: rest }, (_, i) => i + 1).filter(
      (one) => rest % one === 0,
    );
    const extent = draw.of(divisors);
    shape.push(extent);
    rest /= extent;
  }
  shape.push(rest);
  const asked = shape.map((extent, i) => (i === shape.length - 1 ? -1 : extent));
  sketch.add('Reshape', [x.name, sketch.list(asked)], shape);
};

const transpose: Step = (sketch, x, draw) => {
  if (x.shape.length === 0) return;
  const perm = draw.order(x.shape.length);
  sketch.add(
    'Transpose',
    [x.name],
    perm.map((axis) => x.shape[axis] ?? 1),
    { perm: ints(...perm) },
  );
};

const concat: Step = (sketch, x, draw) => {
  if (x.shape.length === 0) return;
  const axis = draw.between(0, x.shape.length - 1);
  const partners = sketch.values.filter(
    ({ shape }) =>
      shape.length === x.shape.length &&
      shape.every((extent, i) => i === axis || extent === x.shape[i]),
  );
  const parts = [x, ...Array.from({ length: draw.between(1, 2) }, () => draw.of(partners))];
  const extent = parts.reduce((sum, { shape }) => sum + (shape[axis] ?? 1), 0);
  const shape = x.shape.map((one, i) => (i === axis ? extent : one));
  addFitting(sketch, 'Concat', () => parts.map(({ name }) => name), shape, { axis: int(axis) });
};

const slice: Step = (sketch, x, draw) => {
  if (x.shape.length === 0) return;
  const axis = draw.between(0, x.shape.length - 1);
  const extent = x.shape[axis] ?? 1;
  const start = draw.between(0, extent - 1);
  const end = draw.between(start + 1, extent);
  const step = draw.between(1, 2);
  const shape = x.shape.map((one, i) => (i === axis ? Math.ceil((end - start) / step) : one));
  sketch.add(
    'Slice',
    [x.name, ...[start, end, axis, step].map((one) => sketch.list([one]))],
    shape,
  );
};

const split: Step = (sketch, x, draw) => {
  const axis = draw.between(0, Math.max(0, x.shape.length - 1));
  const extent = x.shape[axis] ?? 1;
  if (extent < 2) return;
  const first = draw.between(1, extent - 1);
  const sizes = [first, extent - first];
  const shapes = sizes.map((size) => x.shape.map((one, i) => (i === axis ? size : one)));
  const isInput = sketch.opset >= 13;
  sketch.addAll('Split', [x.name, ...(isInput ? [sketch.list(sizes)] : [])], shapes, {
    axis: int(axis),
    ...(isInput ? {} : { split: ints(...sizes) }),
  });
};

const pad: Step = (sketch, x, draw) => {
  const room = (mode: string, extent: number) => (mode === 'reflect' ? extent - 1 : 2);
  const mode = draw.of(['constant', 'reflect', 'edge']);
  const pads = [...x.shape, ...x.shape].map((extent) =>
    Math.min(draw.between(0, 2), room(mode, extent)),
  );
  const shape = x.shape.map(
    (extent, i) => extent + (pads[i] ?? 0) + (pads[i + x.shape.length] ?? 0),
  );
  if (x.shape.length === 0) return;
  addFitting(sketch, 'Pad', () => [x.name, sketch.list(pads)], shape, { mode: { text: mode } });
};

const matmul: Step = (sketch, x, draw) => {
  const k = x.shape.at(-1);
  if (k === undefined || x.shape.length < 2) return;
  const n = draw.between(1, 8);
  const shape = [...x.shape.slice(0, -1), n];
  if (x.shape.length === 2 && draw.between(0, 1) === 0) {
    addFitting(
      sketch,
      'Gemm',
      () => [x.name, sketch.weights([n, k], 1 / Math.sqrt(k)), sketch.weights([n])],
      shape,
      {
        transB: int(1),
      },
    );
    return;
  }
  addFitting(sketch, 'MatMul', () => [x.name, sketch.weights([k, n], 1 / Math.sqrt(k))], shape);
};

const norm: Step = (sketch, x, draw) => {
  const c = x.shape[1];
  const last = x.shape.at(-1);
  if (c === undefined || last === undefined) return;
  const rows = (count: number) => [sketch.weights([count], 1, 1), sketch.weights([count])];
  const kinds = [
    'BatchNormalization',
    ...(x.shape.length > 2 && elementCount(x.shape.slice(2)) > 1 ? ['InstanceNormalization'] : []),
    ...(sketch.opset >= 17 && last > 1 ? ['LayerNormalization'] : []),
  ];
  const op = draw.of(kinds);
  const operands = op === 'LayerNormalization' ? rows(last) : rows(c);
  if (op === 'BatchNormalization') operands.push(sketch.weights([c]), sketch.weights([c], 0.5, 1));
  // Numbers that hardly differ would make the last place of any runtime the first: only inputs,
  // which are random, are divided by their bare deviation.
  const epsilon = x.name.startsWith('x') ? 1e-5 : 0.1;
  sketch.add(op, [x.name, ...operands], x.shape, { epsilon: { float: epsilon } });
};

const softmax: Step = (sketch, x, draw) => {
  if (x.shape.length === 0) return;
  const axis = draw.between(0, x.shape.length - 1);
  sketch.add(draw.of(['Softmax', 'LogSoftmax']), [x.name], x.shape, { axis: int(axis) });
};

const reduce: Step = (sketch, x, draw) => {
  if (x.shape.length === 0) return;
  const axis = draw.between(0, x.shape.length - 1);
  const keeps = draw.between(0, 1);
  const op = draw.of([
    'ReduceMean',
    'ReduceSum',
    'ReduceMax',
    'ReduceMin',
    'ReduceL2',
    'ReduceLogSumExp',
  ]);
  const shape = x.shape.flatMap((extent, i) => (i === axis ? (keeps ? [1] : []) : [extent]));
  const isInput = sketch.opset >= (op === 'ReduceSum' ? 13 : 18);
  sketch.add(op, [x.name, ...(isInput ? [sketch.list([axis])] : [])], shape, {
    keepdims: int(keeps),
    ...(isInput ? {} : { axes: ints(axis) }),
  });
};

const resize: Step = (sketch, x, draw) => {
  const [n = 1, c = 1, h = 1, w = 1] = x.shape;
  if (x.shape.length !== 4) return;
  const [tall, wide] = [draw.between(1, 2 * h + 1), draw.between(1, 2 * w + 1)];
  const mode = draw.of(['nearest', 'linear']);
  const coordinates = draw.of(['half_pixel', 'asymmetric', 'align_corners', 'pytorch_half_pixel']);
  const scales = sketch.opset < 13 ? sketch.weights([0]) : '';
  addFitting(
    sketch,
    'Resize',
    () => [x.name, scales, scales, sketch.list([n, c, tall, wide])],
    [n, c, tall, wide],
    {
      mode: { text: mode },
      coordinate_transformation_mode: { text: coordinates },
      nearest_mode: { text: 'floor' },
    },
  );
};

/** Whole factors only: which pixel is nearest must not hang on rounding. */
const upsample: Step = (sketch, x, draw) => {
  const [n = 1, c = 1, h = 1, w = 1] = x.shape;
  if (x.shape.length !== 4) return;
  const factor = draw.between(2, 3);
  const scales = () => {
    const name = sketch.list([]);
    sketch.initializers[name] = { type: 'f32', shape: [4], values: [1, 1, factor, factor] };
    return name;
  };
  addFitting(
    sketch,
    'Resize',
    () => [x.name, sketch.weights([0]), scales()],
    [n, c, h * factor, w * factor],
    {
      mode: { text: 'nearest' },
      coordinate_transformation_mode: { text: 'asymmetric' },
      nearest_mode: { text: 'floor' },
    },
  );
};

const blocks: Step = (sketch, x, draw) => {
  const [n = 1, c = 1, h = 1, w = 1] = x.shape;
  if (x.shape.length !== 4) return;
  if (c % 4 === 0 && draw.between(0, 1) === 0) {
    const mode = draw.of(['DCR', 'CRD']);
    sketch.add('DepthToSpace', [x.name], [n, c / 4, h * 2, w * 2], {
      blocksize: int(2),
      mode: { text: mode },
    });
  } else if (h % 2 === 0 && w % 2 === 0) {
    sketch.add('SpaceToDepth', [x.name], [n, c * 4, h / 2, w / 2], { blocksize: int(2) });
  }
};

const gather: Step = (sketch, x, draw) => {
  if (x.shape.length === 0) return;
  const axis = draw.between(0, x.shape.length - 1);
  const picked = Array.from({ length: draw.between(1, 4) }, () =>
    draw.between(0, (x.shape[axis] ?? 1) - 1),
  );
  const shape = x.shape.map((extent, i) => (i === axis ? picked.length : extent));
  addFitting(sketch, 'Gather', () => [x.name, sketch.list(picked)], shape, { axis: int(axis) });
};

const tile: Step = (sketch, x, draw) => {
  if (x.shape.length === 0) return;
  const repeats = x.shape.map(() => draw.between(1, 2));
  const shape = x.shape.map((extent, i) => extent * (repeats[i] ?? 1));
  addFitting(sketch, 'Tile', () => [x.name, sketch.list(repeats)], shape);
};

const clip: Step = (sketch, x, draw) => {
  const low = -draw.between(0, 2) / 2;
  sketch.add(
    'Clip',
    [x.name, sketch.scalar(low), sketch.scalar(low + draw.between(1, 6))],
    x.shape,
  );
};

const prelu: Step = (sketch, x) => {
  const slopes = x.shape.length === 4 ? [x.shape[1] ?? 1, 1, 1] : [1];
  sketch.add('PRelu', [x.name, sketch.weights(slopes, 0.5)], x.shape);
};

const attention: Step = (sketch, x) => {
  const [b = 1, t = 1, d = 1] = x.shape;
  if (x.shape.length !== 3 || !fits([b, t, t])) return;
  sketch.add('Transpose', [x.name], [b, d, t], { perm: ints(0, 2, 1) });
  const turned = sketch.values.at(-1)?.name ?? '';
  sketch.add('MatMul', [x.name, turned], [b, t, t]);
  const scores = sketch.values.at(-1)?.name ?? '';
  sketch.add('Softmax', [scores], [b, t, t], { axis: int(2) });
  const shares = sketch.values.at(-1)?.name ?? '';
  sketch.add('MatMul', [shares, x.name], [b, t, d]);
};

/** Steps that are drawn; those of nets' usual parts more often. */
const STEPS: readonly Step[] = [
  ...[conv, conv, conv, unary, unary, binary, binary, norm, norm, matmul, pool],
  ...[transposedConv, reshape, transpose, concat, slice, split, pad, softmax, reduce, resize],
  ...[upsample, blocks, gather, tile, clip, prelu, attention],
];

const OPSETS = [11, 13, 15, 17, 18, 20, 21];

interface Recipe {
  readonly opset: number;
  readonly shapes: readonly Shape[];
  readonly steps: readonly (readonly number[])[];
}

function build({ opset, shapes, steps }: Recipe): RandomModel | null {
  const sketch = new Sketch(opset);
  const inputs = shapes.map((shape, i) => ({ name: `x${i}`, shape }));
  sketch.values.push(...inputs);
  for (const numbers of steps) {
    const draw = new Draw(numbers);
    const step = draw.of(STEPS);
    // The newest values are drawn most, so that nets grow deep.
    const x = draw.of([...sketch.values, ...sketch.values.slice(-2), ...sketch.values.slice(-1)]);
    step(sketch, x, draw);
  }
  if (sketch.nodes.length === 0) return null;
  const fed = inputs.map(({ name, shape }, i) => {
    const tensor: CpuTensor = randomTensor({ dtype: 'f32', shape }, 70 + i);
    return [name, { type: 'f32', tensor }] as const;
  });
  return {
    model: writeOnnx({
      opset,
      nodes: sketch.nodes,
      inputs: inputs.map(({ name, shape }) => ({ name, type: 'f32', shape })),
      outputs: sketch.ends.map(({ name }) => ({ name })),
      initializers: sketch.initializers,
    }),
    inputs: Object.fromEntries(fed),
    about: sketch.nodes.map(({ op }) => op).join(' '),
  };
}

const extent = (high: number) => fc.integer({ min: 1, max: high });
const inputShape = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(
      extent(2),
      extent(9),
      fc.integer({ min: 2, max: 9 }),
      fc.integer({ min: 2, max: 9 }),
    ),
  },
  { weight: 2, arbitrary: fc.tuple(extent(2), extent(7), extent(9)) },
  { weight: 1, arbitrary: fc.tuple(extent(6), extent(12)) },
);

/** Random models of up to `most` steps. */
export function randomModels(most: number): fc.Arbitrary<RandomModel> {
  return fc
    .record({
      opset: fc.constantFrom(...OPSETS),
      shapes: fc.array(inputShape, { minLength: 1, maxLength: 2 }),
      steps: fc.array(fc.array(fc.nat(9999), { minLength: 24, maxLength: 24 }), {
        minLength: 1,
        maxLength: most,
        size: 'max',
      }),
    })
    .map(build)
    .filter((model): model is RandomModel => model !== null);
}

/** Models in a run: a sample of fixed seed, or as many as FC_RUNS says, of the seed FC_SEED. */
export function randomRuns(sample: number): { numRuns: number; seed: number } {
  return { numRuns: Number(process.env.FC_RUNS ?? sample), seed: Number(process.env.FC_SEED ?? 1) };
}
