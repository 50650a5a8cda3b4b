import type { Size } from '../../core/units.ts';
import type { FrameEncoder } from '../../gpu/frame-encoder.ts';
import type { BoundStep } from '../../gpu/gpu-scope.ts';

/** Threads a side of every workgroup of the flow's shaders. */
const TILE = 8;

/** Dispatches in their order, bound once and run every frame. */
export class FlowProgram {
  readonly #passes: { step: BoundStep; x: number; y: number }[] = [];

  /** Adds a step with a thread for each pixel of `size`. */
  add(step: BoundStep, { width, height }: Size): void {
    this.#passes.push({ step, x: Math.ceil(width / TILE), y: Math.ceil(height / TILE) });
  }

  run(frame: FrameEncoder): void {
    for (const { step, x, y } of this.#passes) frame.dispatch(step, x, y);
  }
}
