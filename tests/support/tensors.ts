import { createRandom } from '../../engine/core/random.ts';
import { type CpuTensor, elementCount, type TensorType } from '../../engine/inference/tensor.ts';

/** A tensor of seeded numbers: reals from -2 to 2, whole numbers from 0 to 3, weights of a byte. */
export function randomTensor(type: TensorType, seed: number): CpuTensor {
  const random = createRandom(seed);
  const count = elementCount(type.shape);
  if (type.dtype === 'i32') {
    return { ...type, data: Int32Array.from({ length: count }, () => random.index(4)) };
  }
  if (type.dtype === 'i8') {
    return { ...type, data: Int8Array.from({ length: count }, () => random.index(255) - 127) };
  }
  return { ...type, data: Float32Array.from({ length: count }, () => random.range(-2, 2)) };
}

/**
 * Largest difference of two tensors, relative to the larger of 1 and the largest reference value;
 * infinite when their shapes or the places of NaN and infinity differ.
 */
export function relativeError(actual: CpuTensor, expected: CpuTensor): number {
  if (actual.shape.join() !== expected.shape.join()) return Number.POSITIVE_INFINITY;
  let scale = 1;
  for (const value of expected.data)
    if (Number.isFinite(value)) scale = Math.max(scale, Math.abs(value));
  let worst = 0;
  for (let i = 0; i < expected.data.length; i++) {
    const [a, e] = [actual.data[i] ?? Number.NaN, expected.data[i] ?? Number.NaN];
    if (Object.is(a, e) || a === e) continue;
    if (!Number.isFinite(e) || !Number.isFinite(a)) {
      if (Number.isNaN(a) && Number.isNaN(e)) continue;
      return Number.POSITIVE_INFINITY;
    }
    worst = Math.max(worst, Math.abs(a - e) / scale);
  }
  return worst;
}
