/** Sums, extremes, ranks and shares along axes. */

import { fits, int, ints, type Step } from './sketch.ts';

const REDUCTIONS = [
  ...['ReduceMean', 'ReduceMean', 'ReduceSum', 'ReduceMax', 'ReduceMin', 'ReduceL1', 'ReduceL2'],
  ...['ReduceLogSumExp', 'ReduceSumSquare', 'ReduceProd'],
];

const reduce: Step = (sketch, x, draw) => {
  if (x.shape.length === 0) return;
  const axes = draw.order(x.shape.length).slice(0, draw.between(1, x.shape.length));
  const keeps = draw.between(0, 1);
  const op = draw.of(REDUCTIONS);
  const shape = x.shape.flatMap((extent, i) => (axes.includes(i) ? (keeps ? [1] : []) : [extent]));
  const isInput = sketch.opset >= (op === 'ReduceSum' ? 13 : 18);
  const given = isInput ? [sketch.list(...axes)] : [];
  // A product of many numbers leaves the range of halves.
  const source = op === 'ReduceProd' ? sketch.inner('Tanh', [x.name]) : x.name;
  sketch.add(op, [source, ...given], shape, {
    keepdims: int(keeps),
    ...(isInput ? {} : { axes: ints(...axes) }),
  });
};

const softmax: Step = (sketch, x, draw) => {
  if (x.shape.length === 0) return;
  const op = draw.of(['Softmax', 'Softmax', 'LogSoftmax']);
  sketch.add(op, [x.name], x.shape, { axis: int(draw.axis(x.shape)) });
};

/** The k largest or smallest; their places, too, where no runtime has rounded the numbers. */
const topK: Step = (sketch, x, draw) => {
  if (x.shape.length === 0) return;
  const axis = draw.axis(x.shape);
  const k = draw.between(1, x.shape[axis] ?? 1);
  const shape = x.shape.map((extent, i) => (i === axis ? k : extent));
  const attributes = { axis: int(axis), largest: int(draw.between(0, 1)) };
  const places = sketch.innerSecond('TopK', [x.name, sketch.list(k)], shape, attributes);
  if (sketch.isInput(x)) sketch.add('Cast', [places], shape, { to: int(1) });
};

const extremePlace: Step = (sketch, x, draw) => {
  if (x.shape.length === 0 || !sketch.isInput(x)) return;
  const axis = draw.axis(x.shape);
  const op = draw.of(['ArgMax', 'ArgMin']);
  const place = sketch.inner(op, [x.name], { axis: int(axis), keepdims: int(1) });
  const shape = x.shape.map((extent, i) => (i === axis ? 1 : extent));
  sketch.add('Cast', [place], shape, { to: int(1) });
};

const sums: Step = (sketch, x, draw) => {
  if (x.shape.length === 0 || !fits(x.shape)) return;
  const axis = sketch.hold({ type: 'i64', shape: [], values: [draw.axis(x.shape)] });
  sketch.add('CumSum', [x.name, axis], x.shape, {
    exclusive: int(draw.between(0, 1)),
    reverse: int(draw.between(0, 1)),
  });
};

/** Steps of this family. */
export const steps: readonly Step[] = [reduce, reduce, reduce, softmax, topK, extremePlace, sums];
