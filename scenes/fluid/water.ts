import type { FrameEncoder } from '../../engine/gpu/frame-encoder.ts';
import type { BoundStep, GpuScope } from '../../engine/gpu/gpu-scope.ts';
import type { UniformSlice } from '../../engine/gpu/uniform-arena.ts';
import type { ShaderSource } from '../../engine/gpu/wgsl-linker.ts';
import type { FluidGrid } from './grid.ts';
import { buildPressureSolver } from './pressure.ts';
import advectCode from './shaders/advect.wgsl?raw';
import centreCode from './shaders/centre.wgsl?raw';
import divergenceCode from './shaders/divergence.wgsl?raw';
import gridCode from './shaders/fluid-grid.wgsl?raw';
import projectCode from './shaders/project.wgsl?raw';

/** Moving water on a staggered grid. */
export interface Water {
  /** The `Grid` struct of `fluid-grid.wgsl`. */
  readonly grid: UniformSlice;
  /** Velocity on faces (x left, y upper) and heat, `[width + 1, height + 1]`, `rgba16float`. */
  readonly velocity: GPUTexture;
  /** Velocity, heat and vorticity in the middle of cells, `[width, height]`, `rgba16float`. */
  readonly centre: GPUTexture;
  /**
   * What pushes: x, y change of velocity, z change of heat, w wanted divergence a second;
   * `[width, height]`, `rgba16float`. Write it before {@link Water.encode}.
   */
  readonly force: GPUTexture;
  /** One step: carry, push, project. */
  encode(frame: FrameEncoder): void;
}

const TILE = 8;
const folder = 'scenes/fluid/shaders';

/** Places of the `Grid` struct's numbers. */
export const GRID = { cells: 0, aspect: 2, cell: 4, step: 5, stillness: 6, age: 7 } as const;

/** The module that every shader of the fluid imports. */
export const gridModule: ShaderSource = { path: `${folder}/fluid-grid.wgsl`, code: gridCode };
const modules = new Map([['fluid-grid', gridModule]]);

function gridUniform(scope: GpuScope, { cells, aspect, cell }: FluidGrid): UniformSlice {
  const grid = scope.uniform('grid', 8);
  grid.values.set([cells.width, cells.height, aspect.width, aspect.height, cell]);
  return grid;
}

/** Builds still water. @throws ShaderError when a shader is broken */
export async function buildWater(scope: GpuScope, shape: FluidGrid): Promise<Water> {
  const { cells } = shape;
  const format = 'rgba16float';
  const faces = { width: cells.width + 1, height: cells.height + 1 };
  const grid = gridUniform(scope, shape);
  const velocity = scope.texture({ label: 'velocity', size: faces, format });
  const pushed = scope.texture({ label: 'pushed velocity', size: faces, format });
  const centre = scope.texture({ label: 'centre', size: cells, format });
  const force = scope.texture({ label: 'force', size: cells, format });
  const solver = await buildPressureSolver(scope, cells);
  const { rhs, pressure } = solver;

  const step = (name: string, code: string) =>
    scope.compute({ path: `${folder}/${name}.wgsl`, code, modules });
  const [advect, divergence, project, middle] = await Promise.all([
    step('advect', advectCode),
    step('divergence', divergenceCode),
    step('project', projectCode),
    step('centre', centreCode),
  ]);
  const steps = {
    advect: advect.bind({ grid, centre, velocity, force, result: pushed }),
    divergence: divergence.bind({ grid, velocity: pushed, force, rhs }),
    project: project.bind({ grid, velocity: pushed, pressure, result: velocity }),
    centre: middle.bind({ grid, velocity, result: centre }),
  };
  const run = (frame: FrameEncoder, bound: BoundStep, { width, height } = cells) =>
    frame.dispatch(bound, width / TILE, height / TILE);

  return {
    grid,
    velocity,
    centre,
    force,
    encode(frame) {
      run(frame, steps.advect, faces);
      run(frame, steps.divergence);
      solver.encode(frame);
      run(frame, steps.project, faces);
      run(frame, steps.centre);
    },
  };
}
