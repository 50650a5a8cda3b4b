import { fail } from '../core/errors.ts';

/** Extents of a tensor, outermost first; empty for a scalar. */
export type Shape = readonly number[];

/**
 * What a tensor's numbers are. `f32` is the graph's real type: on the GPU it is kept as f32 or
 * f16. `i32` holds whole numbers and booleans (0 and 1). `i8` holds quantised weights.
 */
export type DType = 'f32' | 'i32' | 'i8';

/** Type and shape of a value in a graph. */
export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** A tensor on the CPU, row-major. */
export interface CpuTensor extends TensorType {
  readonly data: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Int8Array<ArrayBuffer>;
}

/** Number of elements of a shape. */
export function elementCount(shape: Shape): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Row-major strides of a shape, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let i = shape.length - 2; i >= 0; i--) {
    strides[i] = (strides[i + 1] ?? 1) * (shape[i + 1] ?? 1);
  }
  return strides;
}

/** `[2, 3, 4]` as people read it. */
export function shapeText(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** A float tensor. @throws InstrumentError when data and shape do not agree */
export function tensor(
  shape: Shape,
  data: Float32Array<ArrayBuffer> | readonly number[],
): CpuTensor {
  const values = data instanceof Float32Array ? data : Float32Array.from(data);
  checkLength('The tensor', shape, values.length);
  return { dtype: 'f32', shape, data: values };
}

/** A tensor of whole numbers. @throws InstrumentError when data and shape do not agree */
export function intTensor(
  shape: Shape,
  data: Int32Array<ArrayBuffer> | readonly number[],
): CpuTensor {
  const values = data instanceof Int32Array ? data : Int32Array.from(data);
  checkLength('The tensor', shape, values.length);
  return { dtype: 'i32', shape, data: values };
}

/** A tensor of zeros of a type. */
export function zeros(type: TensorType): CpuTensor {
  const count = elementCount(type.shape);
  if (type.dtype === 'i32') return { ...type, data: new Int32Array(count) };
  if (type.dtype === 'i8') return { ...type, data: new Int8Array(count) };
  return { ...type, data: new Float32Array(count) };
}

function checkLength(subject: string, shape: Shape, length: number): void {
  if (elementCount(shape) === length) return;
  fail({
    subject,
    constraint: `hold ${elementCount(shape)} numbers for its shape ${shapeText(shape)}`,
    got: length,
    remedy: 'correct the shape or the data',
  });
}

/**
 * The shape that two shapes broadcast to, by NumPy's rule: aligned at the end, extents equal or 1.
 * @throws InstrumentError when they do not broadcast
 */
export function broadcastShapes(a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[i - rank + a.length] ?? 1;
    const y = b[i - rank + b.length] ?? 1;
    if (x === y || y === 1) return x;
    if (x === 1) return y;
    return fail({
      subject: 'Shapes that are combined',
      constraint: 'be equal or 1 in every axis, aligned at the end',
      got: `${shapeText(a)} and ${shapeText(b)}`,
      remedy: 'reshape or tile one of them',
    });
  });
}

/** Strides with which a tensor of `shape` is read over `over`: 0 where it is repeated. */
export function broadcastStrides(shape: Shape, over: Shape): number[] {
  const strides = stridesOf(shape);
  const lead = over.length - shape.length;
  return over.map((_, i) => ((shape[i - lead] ?? 1) === 1 ? 0 : (strides[i - lead] ?? 0)));
}

/** `axis` counted from the front. @throws InstrumentError when the shape has no such axis */
export function normalizeAxis(axis: number, rank: number): number {
  const from = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(from) && from >= 0 && from < Math.max(rank, 1)) return from;
  return fail({
    subject: 'An axis',
    constraint: `lie between ${-rank} and ${rank - 1}`,
    got: axis,
    remedy: 'count the axes of the shape',
  });
}
