import { fail } from '../../core/errors.ts';
import { shapeText, type TensorType } from '../tensor.ts';

/**
 * Where the vectors of heads lie in a tensor: `[batch, heads, steps, size]`, or
 * `[batch, steps, heads * size]` with the heads side by side, as projections leave them.
 */
export interface Heads {
  readonly batch: number;
  readonly heads: number;
  readonly steps: number;
  /** Numbers of a head. */
  readonly size: number;
  /** Elements from one batch, head and step to the next. */
  readonly strides: { readonly batch: number; readonly head: number; readonly step: number };
}

/**
 * Reads the heads of a tensor.
 * @param heads number of heads of a rank-3 tensor; rank-4 tensors tell it themselves
 * @throws InstrumentError when there are no whole heads
 */
export function readHeads(type: TensorType | undefined, heads: number | undefined): Heads {
  const shape = type?.shape ?? [];
  if (type?.dtype === 'f32' && shape.length === 4) {
    const [batch = 1, count = 1, steps = 1, size = 1] = shape;
    if (heads === undefined || heads === count) {
      const strides = { batch: count * steps * size, head: steps * size, step: size };
      return { batch, heads: count, steps, size, strides };
    }
  }
  if (type?.dtype === 'f32' && shape.length === 3 && heads !== undefined && heads > 0) {
    const [batch = 1, steps = 1, width = 1] = shape;
    const size = width / heads;
    if (Number.isInteger(size)) {
      const strides = { batch: steps * width, head: size, step: width };
      return { batch, heads, steps, size, strides };
    }
  }
  return fail({
    subject: 'A tensor of heads',
    constraint:
      'be f32 [batch, heads, steps, size], or [batch, steps, heads * size] of known heads',
    got: `${type ? `${type.dtype} ${shapeText(shape)}` : 'nothing'} of ${heads ?? 'unknown'} heads`,
    remedy: 'correct the shape or the number of heads',
  });
}

/** Place of the first number of a head's vector. */
export function placeOf({ strides }: Heads, batch: number, head: number, step: number): number {
  return batch * strides.batch + head * strides.head + step * strides.step;
}

/** WGSL `fn name(batch, head, step) -> u32`: {@link placeOf}. */
export function placeFunction(name: string, { strides }: Heads): string {
  return `fn ${name}(batch: u32, head: u32, step: u32) -> u32 {
  return batch * ${strides.batch}u + head * ${strides.head}u + step * ${strides.step}u;
}`;
}
