import type { FrameEncoder } from '../../gpu/frame-encoder.ts';
import type { BoundStep } from '../../gpu/gpu-scope.ts';

/** Threads a side of every workgroup of the flow's shaders. */
const TILE = 8;

/** Dispatches in their order, bound once and run every frame. */
export class FlowProgram {
  readonly #passes: { step: BoundStep; x: number; y: number }[] = [];

  /** Adds a step with a thread for each of width x height. */
  add(step: BoundStep, width: number, height: number): void {
    this.#passes.push({ step, x: Math.ceil(width / TILE), y: Math.ceil(height / TILE) });
  }

  /** Adds the steps of another program. */
  append(other: FlowProgram): void {
    this.#passes.push(...other.#passes);
  }

  run(frame: FrameEncoder): void {
    for (const { step, x, y } of this.#passes) frame.dispatch(step, x, y);
  }
}
