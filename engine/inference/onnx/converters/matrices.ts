/** Matrix products. */

import type { Value } from '../../graph.ts';
import matmul from '../../ops/matmul.ts';
import { castTo, combine, reshaped } from '../compose.ts';
import { einsum } from '../einsum.ts';
import type { ConverterTable, OnnxNode } from '../onnx-node.ts';

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

function gemm(node: OnnxNode): Value {
  const c = node.optional(2);
  const inputs = [node.input(0), node.input(1), ...(c ? [c] : [])];
  if (inputs.some(({ dtype }) => dtype !== 'f32')) node.unsupported('multiplies whole numbers');
  return node.apply(matmul, inputs, {
    transposeA: node.int('transA', 0) === 1,
    transposeB: node.int('transB', 0) === 1,
    alpha: node.float('alpha', 1),
    beta: node.float('beta', 1),
    bias: c !== undefined,
  });
}

/** Whole numbers less a zero point, one for all or one a row or column, as reals. */
function centred(node: OnnxNode, index: number, zeroIndex: number): Value {
  const x = castTo(node, node.input(index), 'f32');
  const zero = node.optional(zeroIndex);
  if (!zero) return x;
  const isRows = index === 0 && zero.shape.length === 1 && (zero.shape[0] ?? 1) > 1;
  const shape = isRows ? [...zero.shape, 1] : zero.shape;
  return combine(node, 'sub', x, reshaped(node, castTo(node, zero, 'f32'), shape));
}

/** Converters by operator. @source ONNX operators of the same names */
export const converters: ConverterTable = {
  MatMul: (node) => product(node, node.input(0), node.input(1)),
  Gemm: gemm,
  Einsum: einsum,
  // Products of bytes are whole numbers that f32 sums exactly up to 2^24.
  MatMulInteger: (node) =>
    castTo(node, product(node, centred(node, 0, 2), centred(node, 1, 3)), 'i32'),
};
