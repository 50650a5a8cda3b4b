import wgsl from '../../shaders/ops/move.wgsl?raw';
import { elementType, flatWorkgroups, offsetFunction } from './kernel.ts';
import type { KernelCall } from './op.ts';
import { type CpuTensor, type DType, elementCount, type Shape, zeros } from './tensor.ts';

/** Where numbers are taken from or put to: one stride an axis of the walk, and a start. */
export interface Place {
  readonly strides: readonly number[];
  readonly base?: number;
}

/** A walk over a shape that copies one number a step. */
export interface Move {
  /** Shape that is walked, row-major. */
  readonly over: Shape;
  readonly from: Place;
  readonly to: Place;
}

/** The kernel of a move from one input to one output of a node. */
export function moveCall(
  move: Move,
  buffers: { readonly dtype: DType; readonly input: number; readonly output: number },
): KernelCall {
  const count = elementCount(move.over);
  return {
    shader: { path: 'shaders/ops/move.wgsl', code: wgsl },
    constants: { COUNT: count },
    functions: [
      `alias Item = ${elementType(buffers.dtype)};`,
      offsetFunction('fromOffset', move.over, move.from.strides, move.from.base),
      offsetFunction('toOffset', move.over, move.to.strides, move.to.base),
    ].join('\n'),
    bindings: {
      source: { kind: 'input', index: buffers.input },
      result: { kind: 'output', index: buffers.output },
    },
    workgroups: flatWorkgroups(count),
  };
}

/** Calls `visit` with the place of every step of a walk, in order. */
export function walk(
  over: Shape,
  place: Place,
  visit: (offset: number, step: number) => void,
): void {
  const counters = over.map(() => 0);
  let offset = place.base ?? 0;
  const count = elementCount(over);
  for (let step = 0; step < count; step++) {
    visit(offset, step);
    for (let axis = over.length - 1; axis >= 0; axis--) {
      counters[axis] = (counters[axis] ?? 0) + 1;
      offset += place.strides[axis] ?? 0;
      if ((counters[axis] ?? 0) < (over[axis] ?? 1)) break;
      offset -= (counters[axis] ?? 0) * (place.strides[axis] ?? 0);
      counters[axis] = 0;
    }
  }
}

/** Does a move on the CPU, into `result`. */
export function moveOnCpu(move: Move, source: CpuTensor, result: CpuTensor): CpuTensor {
  const offsets = new Int32Array(elementCount(move.over));
  walk(move.over, move.from, (offset, step) => {
    offsets[step] = offset;
  });
  walk(move.over, move.to, (offset, step) => {
    result.data[offset] = source.data[offsets[step] ?? 0] ?? 0;
  });
  return result;
}

/** Does several moves into one new tensor. */
export function movedOnCpu(
  type: { readonly dtype: DType; readonly shape: Shape },
  moves: readonly { readonly move: Move; readonly source: CpuTensor | undefined }[],
): CpuTensor {
  const result = zeros(type);
  for (const { move, source } of moves) if (source) moveOnCpu(move, source, result);
  return result;
}
