/** Shapes as numbers, and the same numbers under other shapes. */

import type { Value } from '../../graph.ts';
import expand from '../../ops/expand.ts';
import { type CpuTensor, elementCount, intTensor, type Shape, tensor } from '../../tensor.ts';
import { reshaped, transposed } from '../compose.ts';
import type { ConverterTable, OnnxNode } from '../onnx-node.ts';

/** The most elements of a tensor that is made from its shape alone. */
const MAX_MADE = 2 ** 24;

/** Part of a shape. @source ONNX operator Shape-15 */
function shapeOf(node: OnnxNode): Value {
  const { shape } = node.input(0);
  const place = (name: string, standard: number) => {
    const at = node.int(name, standard);
    return Math.min(Math.max(at < 0 ? at + shape.length : at, 0), shape.length);
  };
  const part = shape.slice(place('start', 0), place('end', shape.length));
  return node.constant(intTensor([part.length], part));
}

/** @source ONNX operator Reshape-14: 0 keeps an extent unless `allowzero`, -1 is worked out */
function reshape(node: OnnxNode): Value {
  const x = node.input(0);
  const asked = node.numbers(1, 'shapes') ?? node.refuse('have a shape', 'none');
  const keepsZero = node.int('allowzero', 0) === 1;
  const shape = asked.map((extent, i) =>
    extent === 0 && !keepsZero
      ? (x.shape[i] ?? node.refuse(`keep an extent ${i}`, x.shape))
      : extent,
  );
  const known = elementCount(shape.filter((extent) => extent !== -1));
  const count = elementCount(x.shape);
  const open = shape.filter((extent) => extent === -1).length;
  if (open > 1 || shape.some((extent) => extent < -1)) {
    node.refuse('leave at most one extent open, by -1', shape);
  }
  const whole = shape.map((extent) => (extent === -1 ? count / known : extent));
  if (elementCount(whole) !== count || !whole.every(Number.isSafeInteger)) {
    node.refuse(`hold the ${count} elements of [${x.shape.join(', ')}]`, shape);
  }
  return reshaped(node, x, whole);
}

function flatten(node: OnnxNode): Value {
  const x = node.input(0);
  const rank = x.shape.length;
  const asked = node.int('axis', 1);
  const axis = asked < 0 ? asked + rank : asked;
  if (axis < 0 || axis > rank) node.refuse(`flatten at an axis from 0 to ${rank}`, asked);
  const rows = elementCount(x.shape.slice(0, axis));
  return reshaped(node, x, [rows, elementCount(x.shape.slice(axis))]);
}

/** Axes of Squeeze and Unsqueeze: an attribute, from version 13 on an input. */
function axesOf(node: OnnxNode): readonly number[] | undefined {
  return node.opset < 13 ? node.ints('axes') : node.numbers(1, 'axes');
}

function squeeze(node: OnnxNode): Value {
  const x = node.input(0);
  const { shape } = x;
  const axes = axesOf(node)?.map((axis) => node.axisOf(axis, shape.length));
  const wide = axes?.find((axis) => shape[axis] !== 1);
  if (wide !== undefined)
    node.refuse(`drop axes of extent 1`, `axis ${wide} of [${shape.join(', ')}]`);
  const drops = (axis: number) => (axes ? axes.includes(axis) : shape[axis] === 1);
  return reshaped(
    node,
    x,
    shape.filter((_, axis) => !drops(axis)),
  );
}

function unsqueeze(node: OnnxNode): Value {
  const x = node.input(0);
  const asked = axesOf(node) ?? node.refuse('have axes', 'none');
  const rank = x.shape.length + asked.length;
  const axes = new Set(asked.map((axis) => node.axisOf(axis, rank)));
  if (axes.size < asked.length) node.refuse('name every axis once', asked);
  const kept = [...x.shape];
  const shape = Array.from({ length: rank }, (_, axis) =>
    axes.has(axis) ? 1 : (kept.shift() ?? 1),
  );
  return reshaped(node, x, shape);
}

function transpose(node: OnnxNode): Value {
  const x = node.input(0);
  const permutation = node.ints('perm') ?? x.shape.map((_, axis) => axis).reverse();
  const axes = permutation.map((axis) => node.axisOf(axis, x.shape.length));
  if (new Set(axes).size !== x.shape.length) node.refuse('name every axis once', permutation);
  return transposed(node, x, axes);
}

function requireMade(node: OnnxNode, shape: Shape): void {
  if (shape.some((extent) => extent < 0)) node.refuse('have extents of 0 or more', shape);
  if (elementCount(shape) > MAX_MADE) node.refuse(`make at most ${MAX_MADE} elements`, shape);
}

/** A constant of any of the forms that an attribute can hold it in. @source ONNX Constant-13 */
function constant(node: OnnxNode): Value {
  const known = node.tensor('value');
  if (known) return node.constant(known);
  if (node.has('value_float')) return node.constant(tensor([], [node.float('value_float', 0)]));
  if (node.has('value_int')) return node.constant(ints([], [node.int('value_int', 0)]));
  const floats = node.floats('value_floats');
  if (floats) return node.constant(tensor([floats.length], floats));
  const whole = node.ints('value_ints');
  if (whole) return node.constant(ints([whole.length], whole));
  return node.unsupported('holds text or a sparse tensor');
}

const ints = (shape: Shape, values: readonly number[]): CpuTensor => {
  const limit = 2 ** 31 - 1;
  return intTensor(
    shape,
    values.map((value) => Math.min(Math.max(value, -limit - 1), limit)),
  );
};

function filled(node: OnnxNode): Value {
  const shape = node.numbers(0, 'shapes') ?? [];
  requireMade(node, shape);
  const value = node.tensor('value') ?? tensor([1], [0]);
  const count = elementCount(shape);
  const number = value.data[0] ?? 0;
  if (value.dtype === 'f32') {
    return node.constant({ dtype: 'f32', shape, data: new Float32Array(count).fill(number) });
  }
  return node.constant({ dtype: 'i32', shape, data: new Int32Array(count).fill(number) });
}

function range(node: OnnxNode): Value {
  const bounds = [0, 1, 2].map((i) => node.numbers(i, 'bounds')?.[0] ?? 0);
  const [start = 0, limit = 0, step = 1] = bounds;
  const count = Math.max(Math.ceil((limit - start) / step), 0);
  if (step === 0 || !Number.isFinite(count)) node.refuse('have a step other than 0', step);
  requireMade(node, [count]);
  const values = Array.from({ length: count }, (_, i) => start + i * step);
  const isReal = node.input(0).dtype === 'f32';
  return node.constant(isReal ? tensor([count], values) : intTensor([count], values));
}

/** Places of what is not 0, one row an axis. @source ONNX operator NonZero-13 */
function nonZero(node: OnnxNode): Value {
  const { shape, data } = node.known(node.input(0), 'numbers');
  const places = [...data.keys()].filter((i) => data[i] !== 0);
  const rows = shape.map((extent, axis) => {
    const below = elementCount(shape.slice(axis + 1));
    return places.map((place) => Math.floor(place / below) % extent);
  });
  return node.constant(intTensor([shape.length, places.length], rows.flat()));
}

function expanded(node: OnnxNode): Value {
  const x = node.input(0);
  const shape = node.numbers(1, 'shapes') ?? node.refuse('have a shape', 'none');
  if (shape.some((extent) => extent < 0)) node.refuse('have extents of 0 or more', shape);
  return node.apply(expand, [x], { shape });
}

/** Converters by operator. @source ONNX operators of the same names */
export const converters: ConverterTable = {
  Identity: (node) => node.input(0),
  Dropout: (node) => {
    const training = node.numbers(2, 'modes')?.[0] ?? 0;
    return training === 0 ? node.input(0) : node.unsupported('drops numbers at random');
  },
  Constant: constant,
  ConstantOfShape: filled,
  Shape: shapeOf,
  Size: (node) => node.constant(intTensor([], [elementCount(node.input(0).shape)])),
  Range: range,
  NonZero: nonZero,
  Reshape: reshape,
  Flatten: flatten,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transpose,
  Expand: expanded,
};
