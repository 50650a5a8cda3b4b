import { type CpuTensor, elementCount, type TensorType } from './tensor.ts';

/** Type of a float tensor, for the cases of ops: `floats(2, 3)` is f32 [2, 3]. */
export function floats(...shape: number[]): TensorType {
  return { dtype: 'f32', shape };
}

/** Type of a tensor of whole numbers: `wholes(2, 3)` is i32 [2, 3]. */
export function wholes(...shape: number[]): TensorType {
  return { dtype: 'i32', shape };
}

/**
 * Known numbers between -`peak` and `peak`, for cases whose weights must be constants: a fixed
 * wave, since cases must not depend on a generator. `phase` tells several apart.
 */
export function wave(shape: readonly number[], peak = 0.4, phase = 0.3): CpuTensor {
  const data = Float32Array.from(
    { length: elementCount(shape) },
    (_, i) => Math.sin(i * 1.7 + phase) * peak,
  );
  return { dtype: 'f32', shape, data };
}

/** Weights of a byte between -127 and 127, as {@link wave} makes floats. */
export function waveOfBytes(shape: readonly number[]): CpuTensor {
  const { data } = wave(shape, 127);
  return { dtype: 'i8', shape, data: Int8Array.from(data, Math.round) };
}
