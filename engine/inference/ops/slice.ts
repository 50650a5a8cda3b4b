import { fail } from '../../core/errors.ts';
import { type Move, moveCall, movedOnCpu } from '../move.ts';
import { defineOp } from '../op.ts';
import { normalizeAxis, type Shape, shapeText, stridesOf } from '../tensor.ts';

/** Part of each axis: starts, ends (exclusive) and steps, negative ones counted as in NumPy. */
interface SliceAttributes {
  readonly [name: string]: readonly number[] | undefined;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly axes?: readonly number[];
  readonly steps?: readonly number[];
}

interface Part {
  readonly start: number;
  readonly count: number;
  readonly step: number;
}

/** @source ONNX operator Slice-13: clamping of starts and ends by the sign of the step */
function partOf(extent: number, start: number, end: number, step: number): Part {
  if (step === 0) {
    fail({ subject: 'The step of a slice', constraint: 'not be 0', got: 0, remedy: 'use 1' });
  }
  const from = start < 0 ? start + extent : start;
  const to = end < 0 ? end + extent : end;
  const [low, high] = step > 0 ? [0, extent] : [-1, extent - 1];
  const first = Math.min(Math.max(from, 0), step > 0 ? extent : extent - 1);
  const last = Math.min(Math.max(to, low), high);
  return { start: first, count: Math.max(0, Math.ceil((last - first) / step)), step };
}

function partsOf(shape: Shape, attributes: SliceAttributes): Part[] {
  const { starts, ends, steps } = attributes;
  const axes = (attributes.axes ?? starts.map((_, i) => i)).map((axis) =>
    normalizeAxis(axis, shape.length),
  );
  const parts = shape.map((extent) => ({ start: 0, count: extent, step: 1 }));
  axes.forEach((axis, i) => {
    parts[axis] = partOf(shape[axis] ?? 1, starts[i] ?? 0, ends[i] ?? 0, steps?.[i] ?? 1);
  });
  if (parts.some(({ count }) => count === 0)) {
    fail({
      subject: `A slice of ${shapeText(shape)}`,
      constraint: 'hold something',
      got: shapeText(parts.map(({ count }) => count)),
      remedy: 'correct its starts and ends',
    });
  }
  return parts;
}

function moveOf(shape: Shape, attributes: SliceAttributes): Move {
  const parts = partsOf(shape, attributes);
  const strides = stridesOf(shape);
  const over = parts.map(({ count }) => count);
  return {
    over,
    from: {
      strides: parts.map(({ step }, axis) => step * (strides[axis] ?? 0)),
      base: parts.reduce((sum, { start }, axis) => sum + start * (strides[axis] ?? 0), 0),
    },
    to: { strides: stridesOf(over) },
  };
}

/** A part of a tensor along some axes, backwards where a step is negative. */
export default defineOp<SliceAttributes>({
  name: 'slice',
  infer: ([x], attributes) =>
    x ? [{ dtype: x.dtype, shape: partsOf(x.shape, attributes).map(({ count }) => count) }] : [],
  reference: ([x], attributes, [type]) =>
    x && type ? [movedOnCpu(type, [{ move: moveOf(x.shape, attributes), source: x }])] : [],
  lower: ({ inputs: [x], attributes }) =>
    x ? [moveCall(moveOf(x.shape, attributes), { dtype: x.dtype, input: 0, output: 0 })] : [],
  cases: [
    {
      title: 'one axis',
      inputs: [{ dtype: 'f32', shape: [2, 9, 4] }],
      attributes: { starts: [2], ends: [-1], axes: [1] },
    },
    {
      title: 'steps, one backwards',
      inputs: [{ dtype: 'f32', shape: [7, 8] }],
      attributes: { starts: [1, 100], ends: [7, -100], steps: [2, -3] },
    },
  ],
});
