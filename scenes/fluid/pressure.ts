import type { Size } from '../../engine/core/units.ts';
import type { FrameEncoder } from '../../engine/gpu/frame-encoder.ts';
import type { BoundStep, GpuScope, ShaderStep } from '../../engine/gpu/gpu-scope.ts';
import { PRESSURE_LEVELS } from './grid.ts';
import coarsestCode from './shaders/coarsest.wgsl?raw';
import levelCode from './shaders/pressure-level.wgsl?raw';
import prolongCode from './shaders/prolong.wgsl?raw';
import restrictCode from './shaders/restrict.wgsl?raw';
import smoothCode from './shaders/smooth.wgsl?raw';
import { createSineTables } from './sine-solver.ts';

/** Solves for the pressure, one V-cycle of multigrid a call, from the pressure of the last call. */
export interface PressureSolver {
  /** `f32` [height, width]: divergence times the square of a cell's side; write it first. */
  readonly rhs: GPUBuffer;
  /** `f32` [height, width]: neighbours minus four times the cell = rhs, zero on the border. */
  readonly pressure: GPUBuffer;
  encode(frame: FrameEncoder): void;
}

const TILE = 8;
const THREADS = 64;
const BYTES = 4;
const folder = 'scenes/fluid/shaders';
const modules = new Map([
  ['pressure-level', { path: `${folder}/pressure-level.wgsl`, code: levelCode }],
]);

interface Level {
  readonly cells: Size;
  readonly rhs: GPUBuffer;
  readonly pressure: GPUBuffer;
  /** Half-sweeps over the two colours of the chessboard. */
  readonly red: BoundStep;
  readonly black: BoundStep;
}

interface Transfer {
  readonly down: BoundStep;
  readonly up: BoundStep;
}

async function compileSteps(scope: GpuScope) {
  const step = (name: string, code: string) =>
    scope.compute({ path: `${folder}/${name}.wgsl`, code, modules });
  const [smooth, restrict, prolong, coarsest] = await Promise.all([
    step('smooth', smoothCode),
    step('restrict', restrictCode),
    step('prolong', prolongCode),
    step('coarsest', coarsestCode),
  ]);
  return { smooth, restrict, prolong, coarsest };
}

function levelUniform(scope: GpuScope, cells: Size, colour: number) {
  const uniform = scope.uniform('pressure level', 4);
  uniform.words.set([cells.width, cells.height, colour, 0]);
  return uniform;
}

function createLevel(scope: GpuScope, smooth: ShaderStep, cells: Size): Level {
  const bytes = cells.width * cells.height * BYTES;
  const rhs = scope.buffer(`rhs ${cells.width}`, bytes);
  const pressure = scope.buffer(`pressure ${cells.width}`, bytes);
  const sweep = (colour: number) =>
    smooth.bind({ level: levelUniform(scope, cells, colour), rhs, pressure });
  return { cells, rhs, pressure, red: sweep(0), black: sweep(1) };
}

/** Solves the coarsest level exactly: by sine waves, there and back. */
function createBottom(scope: GpuScope, step: ShaderStep, { cells, rhs, pressure }: Level) {
  const tables = createSineTables(cells);
  const table = (name: keyof typeof tables) =>
    scope.buffer(`sine ${name}`, tables[name].byteLength, tables[name]);
  const shared = { across: table('across'), down: table('down'), weight: table('weight') };
  const waves = scope.buffer('waves', tables.weight.byteLength);
  const way = (colour: number, source: GPUBuffer, result: GPUBuffer) =>
    step.bind({ ...shared, level: levelUniform(scope, cells, colour), source, result });
  const [there, back] = [way(0, rhs, waves), way(1, waves, pressure)];
  const groups = (cells.width * cells.height) / THREADS;
  return (frame: FrameEncoder) => {
    frame.dispatch(there, groups);
    frame.dispatch(back, groups);
  };
}

/** Builds the solver. @param cells multiples of 2 ** (PRESSURE_LEVELS - 1) */
export async function buildPressureSolver(scope: GpuScope, cells: Size): Promise<PressureSolver> {
  const { smooth, restrict, prolong, coarsest } = await compileSteps(scope);
  const finest = createLevel(scope, smooth, cells);
  const levels: Level[] = [finest];
  const transfers: Transfer[] = [];
  let fine = finest;
  for (let i = 1; i < PRESSURE_LEVELS; i++) {
    const half = { width: fine.cells.width / 2, height: fine.cells.height / 2 };
    const coarse = createLevel(scope, smooth, half);
    const { rhs, pressure } = fine;
    const level = levelUniform(scope, fine.cells, 0);
    transfers.push({
      down: restrict.bind({
        level,
        rhs,
        pressure,
        coarseRhs: coarse.rhs,
        coarsePressure: coarse.pressure,
      }),
      up: prolong.bind({ level, pressure, coarsePressure: coarse.pressure }),
    });
    levels.push(coarse);
    fine = coarse;
  }
  const solveBottom = createBottom(scope, coarsest, fine);

  const sweep = (frame: FrameEncoder, { cells: { width, height }, red, black }: Level) => {
    frame.dispatch(red, width / 2 / TILE, height / TILE);
    frame.dispatch(black, width / 2 / TILE, height / TILE);
  };
  const across = (frame: FrameEncoder, step: BoundStep, { width, height }: Size) =>
    frame.dispatch(step, width / TILE, height / TILE);

  return {
    rhs: finest.rhs,
    pressure: finest.pressure,
    encode(frame) {
      for (let i = 0; i < transfers.length; i++) {
        const [level, coarser, transfer] = [levels[i], levels[i + 1], transfers[i]];
        if (!level || !coarser || !transfer) continue;
        sweep(frame, level);
        if (i === 0) sweep(frame, level);
        across(frame, transfer.down, coarser.cells);
      }
      solveBottom(frame);
      for (let i = transfers.length - 1; i >= 0; i--) {
        const [level, transfer] = [levels[i], transfers[i]];
        if (!level || !transfer) continue;
        across(frame, transfer.up, level.cells);
        sweep(frame, level);
        if (i === 0) sweep(frame, level);
      }
    },
  };
}
