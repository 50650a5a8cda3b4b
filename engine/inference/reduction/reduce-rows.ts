import { elementCount, normalizeAxis, type Shape, stridesOf, type TensorType } from '../tensor.ts';

/** Which axes are reduced, and whether they stay as extents of 1 (they do when absent). */
export interface ReducedAxes {
  /** All when absent or empty. */
  readonly axes?: readonly number[] | undefined;
  readonly keepdims?: boolean | undefined;
}

/** A walk over some of the axes of a tensor. */
export interface Part {
  readonly shape: Shape;
  readonly strides: readonly number[];
}

/** A reduction as rows: the walk over the rows' starts, and the walk over the numbers of a row. */
export interface ReduceRows {
  readonly kept: Part;
  readonly reduced: Part;
  readonly rows: number;
  readonly length: number;
  /** Whether the numbers of a row lie side by side. */
  readonly contiguous: boolean;
  /** Whether height and width of a picture are reduced. */
  readonly planes: boolean;
}

function axesOf(shape: Shape, { axes = [] }: ReducedAxes) {
  const named = new Set(axes.map((axis) => normalizeAxis(axis, shape.length)));
  const all = shape.map((_, axis) => axis);
  const reduced = all.filter((axis) => named.size === 0 || named.has(axis));
  return { kept: all.filter((axis) => !reduced.includes(axis)), reduced };
}

/** Type of a reduction. @throws InstrumentError when the shape lacks an axis */
export function reducedType(x: TensorType, attributes: ReducedAxes): TensorType {
  const { kept } = axesOf(x.shape, attributes);
  const shape =
    attributes.keepdims === false
      ? kept.map((axis) => x.shape[axis] ?? 1)
      : x.shape.map((extent, axis) => (kept.includes(axis) ? extent : 1));
  return { dtype: x.dtype, shape };
}

/** The rows of a reduction of a row-major tensor. */
export function reduceRows(shape: Shape, attributes: ReducedAxes): ReduceRows {
  const { kept, reduced } = axesOf(shape, attributes);
  const strides = stridesOf(shape);
  const part = (axes: readonly number[]): Part => ({
    shape: axes.map((axis) => shape[axis] ?? 1),
    strides: axes.map((axis) => strides[axis] ?? 1),
  });
  return {
    kept: part(kept),
    reduced: part(reduced),
    rows: elementCount(part(kept).shape),
    length: elementCount(part(reduced).shape),
    contiguous: reduced.includes(shape.length - 1),
    planes: shape.length === 4 && reduced.join() === '2,3',
  };
}

/** How long rows are cut, so that a few of them keep a GPU busy too. */
export interface Cut {
  readonly parts: number;
  /** Numbers of each part but the last, which may have fewer. */
  readonly length: number;
}

const FEW_ROWS = 64;
const LONG_ROW = 8192;
const PART = 2048;
const MOST_PARTS = 256;

/** Cuts rows when they are few and long; every part holds something. */
export function cutRows({ rows, length }: { rows: number; length: number }): Cut {
  if (rows >= FEW_ROWS || length < LONG_ROW) return { parts: 1, length };
  const wanted = Math.min(MOST_PARTS, Math.ceil(length / PART));
  const each = Math.ceil(length / wanted);
  return { parts: Math.ceil(length / each), length: each };
}
