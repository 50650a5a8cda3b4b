/** Matrix products. */

import type { Value } from '../../graph.ts';
import linearI8 from '../../ops/linear-i8.ts';
import matmul from '../../ops/matmul.ts';
import { tensor } from '../../tensor.ts';
import { castTo, combine, reshaped } from '../compose.ts';
import { einsum } from '../einsum.ts';
import type { ByteWeights } from '../emitter.ts';
import type { ConverterTable, OnnxNode } from '../onnx-node.ts';
import { centred, requantized } from '../quantize.ts';

/** A product by NumPy's rule: a vector is a row before it, a column behind it. */
function product(node: OnnxNode, a: Value, b: Value): Value {
  const rows = a.shape.length === 1 ? reshaped(node, a, [1, ...a.shape]) : a;
  const columns = b.shape.length === 1 ? reshaped(node, b, [...b.shape, 1]) : b;
  const isWhole = a.dtype === 'i32';
  const sides = [rows, columns].map((side) => (isWhole ? castTo(node, side, 'f32') : side));
  const result = node.apply(matmul, sides, {});
  const shape = [...result.shape];
  if (b.shape.length === 1) shape.pop();
  if (a.shape.length === 1) shape.splice(b.shape.length === 1 ? -1 : -2, 1);
  return castTo(node, reshaped(node, result, shape), isWhole ? 'i32' : 'f32');
}

/** A product whose weights are bytes with one scale, or one a column, that stay bytes. */
function byteProduct(
  node: OnnxNode,
  x: Value,
  { bytes, scales, axis }: ByteWeights,
  columnAxis: 0 | 1,
): Value | undefined {
  const [rows = 1, columns = 1] = bytes.shape;
  const fits = bytes.shape.length === 2 && (scales.length === 1 || axis === columnAxis);
  if (!fits || x.shape.length === 0) return undefined;
  const [n, k] = columnAxis === 1 ? [columns, rows] : [rows, columns];
  const data = new Int8Array(n * k);
  data.forEach((_, i) => {
    const [column, row] = [Math.floor(i / k), i % k];
    data[i] = bytes.data[columnAxis === 1 ? row * n + column : i] ?? 0;
  });
  const each = scales.length === 1 ? new Float32Array(n).fill(scales[0] ?? 1) : scales;
  const weights = node.constant({ dtype: 'i8', shape: [n, k], data });
  return node.apply(linearI8, [x, weights, node.constant(tensor([n], each))], {});
}

function matrixProduct(node: OnnxNode): Value {
  const [a, b] = [node.input(0), node.input(1)];
  const weights = node.bytesOf(b);
  return (weights && byteProduct(node, a, weights, 1)) ?? product(node, a, b);
}

function gemm(node: OnnxNode): Value {
  const [a, b, c] = [node.input(0), node.input(1), node.optional(2)];
  const inputs = [a, b, ...(c ? [c] : [])];
  if (inputs.some(({ dtype }) => dtype !== 'f32')) node.unsupported('multiplies whole numbers');
  const attributes = {
    transposeA: node.int('transA', 0) === 1,
    transposeB: node.int('transB', 0) === 1,
    alpha: node.float('alpha', 1),
    beta: node.float('beta', 1),
  };
  const weights = node.bytesOf(b);
  const isPlain = !attributes.transposeA && attributes.alpha === 1 && attributes.beta === 1;
  const ofBytes =
    weights && isPlain && byteProduct(node, a, weights, attributes.transposeB ? 0 : 1);
  if (ofBytes) return c ? combine(node, 'add', ofBytes, c) : ofBytes;
  return node.apply(matmul, inputs, { ...attributes, bias: c !== undefined });
}

/** Both sides less their zero points: those of the first differ by row, of the second by column. */
function centredSides(
  node: OnnxNode,
  places: readonly [number, number, number, number],
): [Value, Value] {
  const [a, b] = [node.input(places[0]), node.input(places[1])];
  return [
    centred(node, a, node.optional(places[2]), Math.max(a.shape.length - 2, 0)),
    centred(node, b, node.optional(places[3]), Math.max(b.shape.length - 1, 0)),
  ];
}

/** Converters by operator. @source ONNX operators of the same names */
export const converters: ConverterTable = {
  MatMul: matrixProduct,
  Gemm: gemm,
  Einsum: einsum,
  // Products of bytes are whole numbers that f32 sums exactly up to 2^24.
  MatMulInteger: (node) => castTo(node, product(node, ...centredSides(node, [0, 1, 2, 3])), 'i32'),
  QLinearMatMul: (node) => {
    const sum = product(node, ...centredSides(node, [0, 3, 2, 5]));
    return requantized(node, sum, [1, 4, 6, 7], sum.shape.length - 1);
  },
};
