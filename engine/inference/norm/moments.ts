import wgsl from '../../../shaders/ops/moments.wgsl?raw';
import joinWgsl from '../../../shaders/ops/moments-join.wgsl?raw';
import { flatWorkgroups } from '../kernel.ts';
import { laneDispatch, laneShader } from '../lanes.ts';
import type { KernelBuffer, KernelCall, KernelLimits, Layout } from '../op.ts';
import { cutRows } from '../reduction/reduce-rows.ts';
import { itemTypes } from './channels.ts';

/** Rows whose mean and variance are wanted; rows of packs have four of each. */
export interface MomentsWork {
  readonly layout: Layout;
  readonly rows: number;
  /** Items of a row, side by side. */
  readonly length: number;
  /** Whether deviations are from the mean, rather than from 0. */
  readonly centred: boolean;
  readonly limits: KernelLimits;
}

/** What is done with them. */
export interface MomentsEnd {
  /** WGSL `fn finish(row: u32, mean: Wide, variance: Wide)`; its bindings are numbered from 2 on. */
  readonly functions: string;
  readonly bindings: Readonly<Record<string, KernelBuffer>>;
}

/** Kernels that find mean and variance of rows of a node's first input; long rows are cut. */
export function momentsCalls(work: MomentsWork, end: MomentsEnd): KernelCall[] {
  const { layout, rows, length, centred, limits } = work;
  const cut = cutRows({ rows, length });
  const { constants, workgroups } = laneDispatch(
    { rows: rows * cut.parts, length: cut.length, contiguous: true },
    limits,
  );
  const sizes = { COUNT: length, PARTS: cut.parts, PART: cut.length };
  const whole = cut.parts === 1;
  const elements = rows * cut.parts * 2 * (layout === 'c4' ? 4 : 1);
  const parts: KernelBuffer = { kind: 'scratch', name: 'moments', elements };
  const emit = whole
    ? `fn emit(part: u32, mean: Wide, squares: Wide) { finish(part, mean, squares / f32(COUNT)); }`
    : `@group(1) @binding(1) var<storage, read_write> parts: array<Wide>;
fn emit(part: u32, mean: Wide, squares: Wide) {
  parts[part * 2u] = mean;
  parts[part * 2u + 1u] = squares;
}`;
  const find: KernelCall = {
    shader: laneShader('shaders/ops/moments.wgsl', wgsl),
    constants: { ...constants, ...sizes, CENTRED: centred ? 1 : 0 },
    functions: [itemTypes(layout), emit, whole ? end.functions : ''].join('\n'),
    bindings: { source: { kind: 'input', index: 0 }, ...(whole ? end.bindings : { parts }) },
    workgroups,
  };
  if (whole) return [find];
  const join: KernelCall = {
    shader: { path: 'shaders/ops/moments-join.wgsl', code: joinWgsl },
    constants: { ...sizes, ROWS: rows },
    functions: [itemTypes(layout), end.functions].join('\n'),
    bindings: { parts, ...end.bindings },
    workgroups: flatWorkgroups(rows),
  };
  return [find, join];
}

/** Mean and variance of numbers. */
export function momentsOnCpu(
  values: ArrayLike<number>,
  { start, length, centred = true }: { start: number; length: number; centred?: boolean },
): { mean: number; variance: number } {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += values[start + i] ?? 0;
  const mean = centred ? sum / length : 0;
  let squares = 0;
  for (let i = 0; i < length; i++) squares += ((values[start + i] ?? 0) - mean) ** 2;
  return { mean, variance: squares / length };
}
