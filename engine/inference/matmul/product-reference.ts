import { activate, activationOf } from '../activations.ts';
import { broadcastStrides, type CpuTensor, elementCount, type Shape, zeros } from '../tensor.ts';
import type { MatmulAttributes, Product } from './product.ts';

/** Offset of each matrix of a batch. */
function batchOffsets(batch: Shape, strides: readonly number[]): number[] {
  return batch.reduce<number[]>(
    (offsets, extent, axis) =>
      offsets.flatMap((offset) =>
        Array.from({ length: extent }, (_, i) => offset + i * (strides[axis] ?? 0)),
      ),
    [0],
  );
}

/** The first side with its rows normalised. */
function normalizedRows(a: CpuTensor, { k, normalize }: Product, epsilon: number) {
  if (!normalize) return a.data;
  const data = Float64Array.from(a.data);
  for (let start = 0; start < data.length; start += k) {
    const row = data.subarray(start, start + k);
    const mean = normalize === 'layer' ? row.reduce((sum, x) => sum + x, 0) / k : 0;
    const variance = row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / k;
    row.forEach((x, i) => {
      row[i] = (x - mean) / Math.sqrt(variance + epsilon);
    });
  }
  return data;
}

/** What is added to each element: the bias where it is read, and the residual. */
function added({ type, bias, residual }: Product, inputs: readonly CpuTensor[], beta: number) {
  const [c, d] = [inputs[bias], inputs[residual]];
  const places = c ? batchOffsets(type.shape, broadcastStrides(c.shape, type.shape)) : [];
  return (i: number) => beta * (c?.data[places[i] ?? 0] ?? 0) + (d?.data[i] ?? 0);
}

/** A product on the CPU. */
export function productOnCpu(
  product: Product,
  inputs: readonly CpuTensor[],
  attributes: MatmulAttributes,
): CpuTensor {
  const { batch, m, n, k, a, b, type } = product;
  const { alpha = 1, beta = 1, epsilon = 1e-5 } = attributes;
  const { activation } = attributes;
  const function_ = activationOf(activation === undefined ? {} : { activation });
  const result = zeros(type);
  const [left, right] = inputs;
  if (!left || !right) return result;
  const rows = normalizedRows(left, product, epsilon);
  const more = added(product, inputs, beta);
  const offsets = [batchOffsets(batch, a.batch), batchOffsets(batch, b.batch)] as const;
  for (let i = 0; i < elementCount(type.shape); i++) {
    const [x, y, index] = [i % n, Math.floor(i / n) % m, Math.floor(i / (n * m))];
    const fromA = (offsets[0][index] ?? 0) + y * a.row;
    const fromB = (offsets[1][index] ?? 0) + x * b.column;
    let sum = 0;
    for (let j = 0; j < k; j++) {
      sum += (rows[fromA + j * a.column] ?? 0) * (right.data[fromB + j * b.row] ?? 0);
    }
    result.data[i] = activate(function_, alpha * sum + more(i));
  }
  return result;
}
