/** Parts of tensors: cut out, put together, picked. */

import type { Value } from '../../graph.ts';
import concat from '../../ops/concat.ts';
import gather from '../../ops/gather.ts';
import oneHot from '../../ops/one-hot.ts';
import pixelShuffle from '../../ops/pixel-shuffle.ts';
import pixelUnshuffle from '../../ops/pixel-unshuffle.ts';
import slice from '../../ops/slice.ts';
import split from '../../ops/split.ts';
import where from '../../ops/where.ts';
import type { BlockAttributes } from '../../pixel-blocks.ts';
import { elementCount, intTensor, type Shape, stridesOf, zeros } from '../../tensor.ts';
import { castTo, reshaped, scalar, transposed } from '../compose.ts';
import type { ConverterTable, OnnxNode } from '../onnx-node.ts';

interface Bounds {
  readonly [name: string]: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly axes: readonly number[];
  readonly steps: readonly number[];
}

/** Bounds of a slice: attributes, from version 10 on inputs. */
function boundsOf(node: OnnxNode, rank: number): Bounds {
  const read = (name: string, index: number) =>
    node.opset < 10 ? node.ints(name) : node.numbers(index, 'bounds');
  const starts = read('starts', 1) ?? node.refuse('have starts', 'none');
  const ends = read('ends', 2) ?? node.refuse('have ends', 'none');
  const axes = (read('axes', 3) ?? starts.map((_, i) => i)).map((axis) => node.axisOf(axis, rank));
  const steps = (node.opset < 10 ? undefined : read('steps', 4)) ?? starts.map(() => 1);
  const lengths = new Set([starts.length, ends.length, axes.length, steps.length]);
  if (lengths.size > 1) node.refuse('have as many starts as ends, axes and steps', starts);
  if (new Set(axes).size < axes.length) node.refuse('name every axis once', axes);
  if (steps.includes(0)) node.refuse('have steps other than 0', steps);
  return { starts, ends, axes, steps };
}

/** Whether a slice of an axis holds nothing. @source ONNX operator Slice-13 */
function isEmpty(extent: number, start: number, end: number, step: number): boolean {
  const from = start < 0 ? start + extent : start;
  const to = end < 0 ? end + extent : end;
  if (step > 0) return Math.max(from, 0) >= Math.min(to, extent);
  return Math.min(from, extent - 1) <= Math.max(to, -1);
}

function sliced(node: OnnxNode): Value {
  const x = node.input(0);
  const bounds = boundsOf(node, x.shape.length);
  const { starts, ends, axes, steps } = bounds;
  const empty = axes.filter((axis, i) =>
    isEmpty(x.shape[axis] ?? 1, starts[i] ?? 0, ends[i] ?? 0, steps[i] ?? 1),
  );
  if (empty.length === 0) return axes.length === 0 ? x : node.apply(slice, [x], bounds);
  if (!node.dataOf(x)) return node.unsupported('gives an empty tensor');
  // Shape arithmetic makes empty lists, to which others are joined.
  const shape = x.shape.map((extent, axis) => (empty.includes(axis) ? 0 : extent));
  return node.constant(zeros({ dtype: x.dtype, shape }));
}

/** Sizes of the parts of a split: an attribute, from version 13 on an input. */
function sizesOf(node: OnnxNode, extent: number): readonly number[] {
  const sizes = node.opset < 13 ? node.ints('split') : node.numbers(1, 'sizes');
  if (sizes) return sizes;
  const parts = node.int('num_outputs', node.outputCount);
  const size = Math.ceil(extent / parts);
  const even = Array.from({ length: parts }, (_, i) => Math.min(size, extent - i * size));
  return even.every((one) => one > 0) ? even : node.refuse(`fill ${parts} parts`, extent);
}

function joined(node: OnnxNode): Value {
  const given = node.all();
  const parts = given.filter(({ shape }) => elementCount(shape) > 0);
  const [first] = parts;
  if (!first) return given[0] ?? node.refuse('join something', 'nothing');
  if (parts.length === 1) return first;
  return node.apply(concat, parts, { axis: node.axis('axis', 0, first.shape.length) });
}

function gathered(node: OnnxNode): Value {
  const [x, indices] = [node.input(0), node.input(1)];
  const axis = node.axis('axis', 0, x.shape.length);
  const extent = x.shape[axis] ?? 1;
  const outside = node.dataOf(indices)?.data.find((index) => index < -extent || index >= extent);
  if (outside !== undefined) node.refuse(`pick from the ${extent} places of axis ${axis}`, outside);
  return node.apply(gather, [x, indices], { axis });
}

/** Channels to blocks of pixels, both orders. @source ONNX operator DepthToSpace-13 */
function depthToSpace(node: OnnxNode): Value {
  const x = node.input(0);
  const [n = 1, c = 1, h = 1, w = 1] = x.shape;
  const block = node.int('blocksize', 1);
  const depth = c / (block * block);
  if (x.shape.length !== 4 || block < 1 || !Number.isInteger(depth)) {
    node.refuse('have channels for whole blocks', x.shape);
  }
  const isColumnRowDepth = node.text('mode', 'DCR') === 'CRD';
  if (x.dtype === 'f32') {
    const blocks: BlockAttributes = { block, order: isColumnRowDepth ? 'crd' : 'dcr' };
    return node.apply(pixelShuffle, [x], blocks);
  }
  const split = isColumnRowDepth ? [n, depth, block, block, h, w] : [n, block, block, depth, h, w];
  const order = isColumnRowDepth ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2];
  const blocks = transposed(node, reshaped(node, x, split), order);
  return reshaped(node, blocks, [n, depth, h * block, w * block]);
}

/** Blocks of pixels to channels. @source ONNX operator SpaceToDepth-13 */
function spaceToDepth(node: OnnxNode): Value {
  const x = node.input(0);
  const [n = 1, c = 1, h = 1, w = 1] = x.shape;
  const block = node.int('blocksize', 1);
  const [rows, columns] = [h / block, w / block];
  if (x.shape.length !== 4 || block < 1 || !Number.isInteger(rows) || !Number.isInteger(columns)) {
    node.refuse('have pixels for whole blocks', x.shape);
  }
  if (x.dtype === 'f32') {
    const blocks: BlockAttributes = { block, order: 'dcr' };
    return node.apply(pixelUnshuffle, [x], blocks);
  }
  const split = reshaped(node, x, [n, c, rows, block, columns, block]);
  return reshaped(node, transposed(node, split, [0, 3, 5, 1, 2, 4]), [
    n,
    c * block * block,
    rows,
    columns,
  ]);
}

/** The upper or lower triangle of matrices, by a mask. @source ONNX operator Trilu-14 */
function triangle(node: OnnxNode): Value {
  const x = node.input(0);
  const [rows = 1, columns = 1] = x.shape.slice(-2);
  const diagonal = node.numbers(1, 'diagonals')?.[0] ?? 0;
  const isUpper = node.int('upper', 1) === 1;
  const mask = Array.from({ length: rows * columns }, (_, i) => {
    const offset = (i % columns) - Math.floor(i / columns) - diagonal;
    return Number(isUpper ? offset >= 0 : offset <= 0);
  });
  // A choice and no product: what is cut away may be infinite.
  const kept = node.constant(intTensor([rows, columns], mask));
  return node.apply(where, [kept, x, scalar(node, 0, x.dtype)], {});
}

function hot(node: OnnxNode): Value {
  const depth = node.numbers(1, 'depths')?.[0] ?? node.refuse('have a depth', 'none');
  const values = node.known(node.input(2), 'values');
  const [off = 0, on = 1] = values.data;
  const indices = castTo(node, node.input(0), 'i32');
  const axis = node.axis('axis', -1, indices.shape.length + 1);
  const dtype = values.dtype === 'f32' ? 'f32' : 'i32';
  return node.apply(oneHot, [indices], { depth, axis, on, off, dtype });
}

/** Picks a number for every place of the indices, when all is known. @source GatherElements-13 */
function gatherElements(node: OnnxNode): Value {
  const [x, indices] = [node.input(0), node.input(1)];
  const axis = node.axis('axis', 0, x.shape.length);
  const flat = flatIndices(node, x.shape, indices, axis);
  const rows = reshaped(node, x, [elementCount(x.shape)]);
  const at = node.constant({ dtype: 'i32', shape: indices.shape, data: flat });
  return node.apply(gather, [rows, at], { axis: 0 });
}

function flatIndices(node: OnnxNode, shape: Shape, indices: Value, axis: number) {
  const { data } = node.known(indices, 'indices');
  const strides = stridesOf(shape);
  const over = stridesOf(indices.shape);
  const extent = shape[axis] ?? 1;
  return Int32Array.from(data, (index, i) => {
    const held = index < 0 ? index + extent : index;
    if (held < 0 || held >= extent)
      node.refuse(`pick from the ${extent} places of axis ${axis}`, index);
    return indices.shape.reduce((place, _, at) => {
      const coordinate = Math.floor(i / (over[at] ?? 1)) % (indices.shape[at] ?? 1);
      return place + (at === axis ? held : coordinate) * (strides[at] ?? 0);
    }, 0);
  });
}

/** Converters by operator. @source ONNX operators of the same names */
export const converters: ConverterTable = {
  Slice: sliced,
  Split: (node) => {
    const x = node.input(0);
    const axis = node.axis('axis', 0, x.shape.length);
    return node.applyAll(split, [x], { axis, sizes: sizesOf(node, x.shape[axis] ?? 1) });
  },
  Concat: joined,
  Gather: gathered,
  GatherElements: gatherElements,
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
  Trilu: triangle,
  OneHot: hot,
};
