/** Reductions, and what ranks or normalises the numbers along an axis. */

import type { Value } from '../../graph.ts';
import argmax from '../../ops/argmax.ts';
import cumsum from '../../ops/cumsum.ts';
import oneHot from '../../ops/one-hot.ts';
import softmax from '../../ops/softmax.ts';
import topk from '../../ops/topk.ts';
import { elementCount } from '../../tensor.ts';
import { castTo, reduced, reshaped } from '../compose.ts';
import type { Converter, ConverterTable, OnnxNode } from '../onnx-node.ts';

/** Reductions that whole numbers go through as they are. */
const WHOLE: ReadonlySet<string> = new Set(['sum', 'max', 'min', 'prod', 'sumSquare', 'l1']);

/** Axes of a reduction: an attribute, later an input; null for none at all. */
function axesOf(node: OnnxNode, inputSince: number, rank: number): readonly number[] | null {
  const asked = node.opset < inputSince ? node.ints('axes') : node.numbers(1, 'axes');
  const axes = (asked ?? []).map((axis) => node.axisOf(axis, rank));
  if (new Set(axes).size < axes.length) node.refuse('name every axis once', axes);
  if (axes.length > 0) return axes;
  if (node.int('noop_with_empty_axes', 0) === 1) return null;
  return Array.from({ length: rank }, (_, axis) => axis);
}

const reduction =
  (operator: string, inputSince = 18): Converter =>
  (node) => {
    const x = node.input(0);
    const axes = axesOf(node, inputSince, x.shape.length);
    if (axes === null) return x;
    const isCast = x.dtype === 'i32' && !WHOLE.has(operator);
    const result = reduced(node, operator, isCast ? castTo(node, x, 'f32') : x, axes);
    const typed = isCast ? castTo(node, result, 'i32') : result;
    if (node.int('keepdims', 1) === 1) return typed;
    return reshaped(
      node,
      typed,
      x.shape.filter((_, axis) => !axes.includes(axis)),
    );
  };

const extremePlace =
  (smallest: boolean): Converter =>
  (node) => {
    const x = node.input(0);
    return node.apply(argmax, [x], {
      axis: node.axis('axis', 0, x.shape.length),
      keepdims: node.int('keepdims', 1) === 1,
      selectLast: node.int('select_last_index', 0) === 1,
      smallest,
    });
  };

/**
 * Applies what works on lines. Before version 13 all axes from the given one on are one line.
 * @source ONNX operators Softmax-11 and Softmax-13
 */
function alongLines(node: OnnxNode, apply: (x: Value, axis: number) => Value): Value {
  const x = node.input(0);
  const rank = x.shape.length;
  if (node.opset >= 13) return apply(x, node.axis('axis', -1, rank));
  const axis = node.axis('axis', 1, rank + 1);
  const lines = [elementCount(x.shape.slice(0, axis)), elementCount(x.shape.slice(axis))];
  return reshaped(node, apply(reshaped(node, x, lines), 1), x.shape);
}

function best(node: OnnxNode): readonly Value[] {
  const x = node.input(0);
  const axis = node.axis('axis', -1, x.shape.length);
  const k = node.opset < 10 ? node.int('k', 0) : (node.numbers(1, 'numbers')?.[0] ?? 0);
  if (k < 1 || k > (x.shape[axis] ?? 1)) node.refuse(`pick from 1 to ${x.shape[axis]} numbers`, k);
  return node.applyAll(topk, [x], { axis, k, smallest: node.int('largest', 1) === 0 });
}

/** Converters by operator. @source ONNX operators of the same names */
export const converters: ConverterTable = {
  ReduceSum: reduction('sum', 13),
  ReduceMean: reduction('mean'),
  ReduceMax: reduction('max'),
  ReduceMin: reduction('min'),
  ReduceProd: reduction('prod'),
  ReduceSumSquare: reduction('sumSquare'),
  ReduceL1: reduction('l1'),
  ReduceL2: reduction('l2'),
  ReduceLogSum: reduction('logSum'),
  ReduceLogSumExp: reduction('logSumExp'),
  ArgMax: extremePlace(false),
  ArgMin: extremePlace(true),
  Softmax: (node) => alongLines(node, (x, axis) => node.apply(softmax, [x], { axis })),
  LogSoftmax: (node) =>
    alongLines(node, (x, axis) => node.apply(softmax, [x], { axis, log: true })),
  Hardmax: (node) =>
    alongLines(node, (x, axis) => {
      const place = node.apply(argmax, [x], { axis, keepdims: false });
      return node.apply(oneHot, [place], { depth: x.shape[axis] ?? 1, axis });
    }),
  CumSum: (node) => {
    const x = node.input(0);
    const axis = node.axisOf(node.numbers(1, 'axes')?.[0] ?? 0, x.shape.length);
    const [exclusive, reverse] = [node.int('exclusive', 0) === 1, node.int('reverse', 0) === 1];
    return node.apply(cumsum, [x], { axis, exclusive, reverse });
  },
  TopK: best,
};
