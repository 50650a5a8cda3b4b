import lampCode from '../../../shaders/features/flow-lamp.wgsl?raw';
import medianCode from '../../../shaders/features/flow-median.wgsl?raw';
import relaxCode from '../../../shaders/features/flow-relax.wgsl?raw';
import tensorCode from '../../../shaders/features/flow-tensor.wgsl?raw';
import upsampleCode from '../../../shaders/features/flow-upsample.wgsl?raw';
import type { Size } from '../../core/units.ts';
import type { GpuScope } from '../../gpu/gpu-scope.ts';
import { FlowProgram } from './flow-program.ts';
import { type FlowPair, levelOf } from './flow-pyramid.ts';

/** Times that the image is warped anew on a level; little is left to find on the finest. */
const WARPS = { finest: 1, coarser: 2 };
/** Relaxations (both colours) between two warps. */
const RELAXATIONS = 5;

/** Buffers of the solver, each as large as the finest level needs. */
export interface FlowBuffers {
  /** Flow in pixels, `vec2f[height, width]`; solved in `flow`, `other` takes turns with it. */
  readonly flow: GPUBuffer;
  readonly other: GPUBuffer;
  /** `vec4f[height, width]` */
  readonly tensor: GPUBuffer;
  /** `vec2f[height, width]` */
  readonly pull: GPUBuffer;
  /** `f32`: how much brighter the whole picture has become. */
  readonly lamp: GPUBuffer;
}

/** Makes the buffers. @param finest size of the finest level */
export function flowBuffers(scope: GpuScope, finest: Size): FlowBuffers {
  const pixels = finest.width * finest.height;
  return {
    flow: scope.buffer('flow', pixels * 8),
    other: scope.buffer('other flow', pixels * 8),
    tensor: scope.buffer('tensor', pixels * 16),
    pull: scope.buffer('pull', pixels * 8),
    lamp: scope.buffer('lamp', 4),
  };
}

const shader = (name: string, code: string) => ({ path: `shaders/features/${name}.wgsl`, code });

/** Compiles the shaders of the solver. @throws ShaderError */
export async function compileSolver(scope: GpuScope) {
  const [lamp, tensor, red, black, median, upsample] = await Promise.all([
    scope.compute(shader('flow-lamp', lampCode)),
    scope.compute(shader('flow-tensor', tensorCode)),
    scope.compute(shader('flow-relax', relaxCode), { colour: 0 }),
    scope.compute(shader('flow-relax', relaxCode), { colour: 1 }),
    scope.compute(shader('flow-median', medianCode)),
    scope.compute(shader('flow-upsample', upsampleCode)),
  ]);
  return { lamp, tensor, red, black, median, upsample };
}

/** A program that finds the flow between two pyramids, and where it leaves it. */
export interface FlowSolver {
  /** Buffer that must be zero when the program starts. */
  readonly start: GPUBuffer;
  readonly program: FlowProgram;
  /** Flow of the finest level in pixels, `vec2f[height, width]`. */
  readonly flow: GPUBuffer;
}

/**
 * Binds the solver to a pair of pyramids. Coarse to fine: on each level the flow so far warps the
 * image, and what is left is solved.
 */
export function createSolver(
  steps: Awaited<ReturnType<typeof compileSolver>>,
  buffers: FlowBuffers,
  { previous, current }: FlowPair,
): FlowSolver {
  const { tensor, pull, lamp } = buffers;
  const program = new FlowProgram();
  const last = current.length - 1;
  const coarsest = { previous: levelOf(previous, last), current: levelOf(current, last) };
  program.add(steps.lamp.bind({ ...coarsest, lamp }), { width: 1, height: 1 });
  let [flow, result] = [buffers.flow, buffers.other];
  const warp = (from: GPUTexture, to: GPUTexture) => {
    program.add(steps.tensor.bind({ previous: from, current: to, flow, lamp, tensor, pull }), to);
    const relaxed = { level: to, tensor, pull, flow };
    const [red, black] = [steps.red.bind(relaxed), steps.black.bind(relaxed)];
    const half = { width: Math.ceil(to.width / 2), height: to.height };
    for (let i = 0; i < RELAXATIONS; i++) {
      program.add(red, half);
      program.add(black, half);
    }
    program.add(steps.median.bind({ level: to, flow, result }), to);
    [flow, result] = [result, flow];
  };

  for (let level = last; level >= 0; level--) {
    const [from, to, coarse] = [previous[level], current[level], current[level + 1]];
    if (!from || !to) continue;
    if (coarse) {
      program.add(steps.upsample.bind({ coarse, fine: to, flow, result }), to);
      [flow, result] = [result, flow];
    }
    const warps = level === 0 ? WARPS.finest : WARPS.coarser;
    for (let i = 0; i < warps; i++) warp(from, to);
  }
  return { start: buffers.flow, program, flow };
}
