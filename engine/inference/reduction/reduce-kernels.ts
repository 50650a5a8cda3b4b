import wgsl from '../../../shaders/ops/reduce.wgsl?raw';
import { computeType, elementType, offsetFunction } from '../kernel.ts';
import { laneDispatch, laneShader } from '../lanes.ts';
import type { KernelBuffer, KernelCall, KernelLimits, Layout } from '../op.ts';
import type { Shape, TensorType } from '../tensor.ts';
import { reduceOperatorOf } from './reduce-operators.ts';
import { type Cut, cutRows, type ReduceRows } from './reduce-rows.ts';

/** WGSL of the offsets of a row and of a number in it; packed when height and width are reduced. */
function placeFunctions(shape: Shape, { kept, reduced }: ReduceRows, layout: Layout): string {
  if (layout === 'plain') {
    return `${offsetFunction('keptOffset', kept.shape, kept.strides)}
${offsetFunction('place', reduced.shape, reduced.strides)}`;
  }
  const [, channels = 1, height = 1, width = 1] = shape;
  return `fn keptOffset(row: u32) -> u32 {
  let channel = row % ${channels}u;
  let pack = (row / ${channels}u) * ${Math.ceil(channels / 4)}u + channel / 4u;
  return pack * ${height * width * 4}u + channel % 4u;
}
fn place(i: u32) -> u32 { return i * 4u; }`;
}

/** The reduction of a node's first input to its first output. */
export interface Reduction {
  readonly x: TensorType;
  readonly layout: Layout;
  readonly rows: ReduceRows;
  /** A name of `REDUCE_OPERATORS`. */
  readonly operator: string;
  readonly limits: KernelLimits;
}

function operatorFunctions({ x, operator }: Reduction): string {
  const { start, take, merge, finish, pair = false } = reduceOperatorOf(operator);
  const number = computeType(x.dtype);
  return `alias State = ${pair ? 'vec2f' : number};
fn merge(a: State, b: State) -> State { return ${merge}; }
fn startNumber(x: ${number}) -> State { return ${start}; }
fn takeNumber(s: State, x: ${number}) -> State { return ${take}; }
fn finishNumber(s: State) -> ${number} { return ${finish}; }`;
}

/** The kernel that reduces numbers: to results, or to the states of parts. */
function takeCall(reduction: Reduction, cut: Cut, result: KernelBuffer): KernelCall {
  const { x, rows, layout, limits } = reduction;
  const { constants, workgroups } = laneDispatch(
    { rows: rows.rows * cut.parts, length: cut.length, contiguous: rows.contiguous },
    limits,
  );
  const number = computeType(x.dtype);
  const whole = cut.parts === 1;
  return {
    shader: laneShader('shaders/ops/reduce.wgsl', wgsl),
    constants: { ...constants, COUNT: rows.length, PARTS: cut.parts, PART: cut.length },
    functions: `${operatorFunctions(reduction)}
${placeFunctions(x.shape, rows, layout)}
alias Source = ${elementType(x.dtype)};
alias Result = ${whole ? elementType(x.dtype) : 'State'};
fn rowStart(row: u32) -> u32 { return keptOffset(row / PARTS); }
fn firstOf(row: u32) -> u32 { return (row % PARTS) * PART; }
fn endOf(row: u32) -> u32 { return min(firstOf(row) + PART, COUNT); }
fn start(x: Source) -> State { return startNumber(${number}(x)); }
fn take(s: State, x: Source) -> State { return takeNumber(s, ${number}(x)); }
fn finish(s: State) -> ${whole ? number : 'State'} { return ${whole ? 'finishNumber(s)' : 's'}; }`,
    bindings: { source: { kind: 'input', index: 0 }, result },
    workgroups,
  };
}

/** The kernel that joins the states of parts to results. */
function joinCall(reduction: Reduction, cut: Cut, source: KernelBuffer): KernelCall {
  const { x, rows, operator, limits } = reduction;
  const { constants, workgroups } = laneDispatch(
    { rows: rows.rows, length: cut.parts, contiguous: true },
    limits,
  );
  const number = computeType(x.dtype);
  return {
    shader: laneShader('shaders/ops/reduce.wgsl', wgsl),
    constants: { ...constants, COUNT: rows.length, PARTS: cut.parts },
    functions: `${operatorFunctions(reduction)}
alias Source = State;
alias Result = ${elementType(x.dtype)};
fn rowStart(row: u32) -> u32 { return row * PARTS; }
fn place(i: u32) -> u32 { return i; }
fn firstOf(row: u32) -> u32 { return 0u; }
fn endOf(row: u32) -> u32 { return PARTS; }
fn start(x: State) -> State { return startNumber(${reduceOperatorOf(operator).pair ? 'x.x' : 'x'}); }
fn take(s: State, x: State) -> State { return merge(s, x); }
fn finish(s: State) -> ${number} { return finishNumber(s); }`,
    bindings: { source, result: { kind: 'output', index: 0 } },
    workgroups,
  };
}

/** The kernels of a reduction: one, or two where few rows are long. */
export function lowerReduction(reduction: Reduction): KernelCall[] {
  const { x, rows } = reduction;
  const cut = x.dtype === 'f32' ? cutRows(rows) : { parts: 1, length: rows.length };
  if (cut.parts === 1) return [takeCall(reduction, cut, { kind: 'output', index: 0 })];
  // A state is one or two f32.
  const elements = rows.rows * cut.parts * 2;
  const parts: KernelBuffer = { kind: 'scratch', name: 'parts', elements };
  return [takeCall(reduction, cut, parts), joinCall(reduction, cut, parts)];
}
