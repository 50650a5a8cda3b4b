import lanesWgsl from '../../shaders/ops/lanes.wgsl?raw';
import type { ShaderSource } from '../gpu/wgsl-linker.ts';
import { FLAT_GROUP, flatWorkgroups } from './kernel.ts';
import type { KernelCall, KernelLimits } from './op.ts';

/** Rows of a reduction and how they are read. */
export interface RowWork {
  readonly rows: number;
  /** Numbers of a row. */
  readonly length: number;
  /** Whether the numbers of a row lie side by side, rather than those of neighbouring rows. */
  readonly contiguous: boolean;
}

const MOST_LANES = 256;
/** Lanes that fill a core of common GPUs; more help only where few rows are long. */
const USUAL_LANES = 64;
const FEW_ROWS = 64;
const LONG_ROW = 2048;
/** Numbers that a lane takes at least, so that the tree does not cost more than it saves. */
const LEAST_WORK = 4;
/** Invocations that keep a GPU busy. */
const ENOUGH = 16_384;

const powerOfTwo = (least: number) => 2 ** Math.ceil(Math.log2(Math.max(1, least)));

/**
 * How many invocations share a row, a power of two: one for short rows; for rows that lie side by
 * side enough to read them in long runs; else no more than keep the GPU busy.
 */
export function lanesFor({ rows, length, contiguous }: RowWork, limits: KernelLimits): number {
  const large = rows < FEW_ROWS && length > LONG_ROW;
  const most = large ? Math.min(MOST_LANES, limits.maxInvocations) : USUAL_LANES;
  const useful = powerOfTwo(Math.ceil(length / LEAST_WORK / 2));
  const wanted = contiguous ? useful : Math.min(useful, powerOfTwo(ENOUGH / rows));
  return Math.min(powerOfTwo(most), wanted);
}

/** Constants and dispatch of a kernel that imports `lanes`; each workgroup has `GROUP / LANES` rows. */
export function laneDispatch(
  work: RowWork,
  limits: KernelLimits,
): { constants: Record<string, number>; workgroups: KernelCall['workgroups'] } {
  const lanes = lanesFor(work, limits);
  const group = Math.max(FLAT_GROUP, lanes);
  const groups = Math.ceil((work.rows * lanes) / group);
  return {
    constants: { LANES: lanes, GROUP: group, ROWS: work.rows, LENGTH: work.length },
    workgroups: flatWorkgroups(groups * FLAT_GROUP),
  };
}

/** A shader that imports `lanes`. */
export function laneShader(path: string, code: string): ShaderSource {
  const module = { path: 'shaders/ops/lanes.wgsl', code: lanesWgsl };
  return { path, code, modules: new Map([['lanes', module]]) };
}
