import wgsl from '../../../shaders/ops/reduce.wgsl?raw';
import { fail } from '../../core/errors.ts';
import { floats, wholes } from '../case-data.ts';
import { computeType, elementType, offsetFunction } from '../kernel.ts';
import { laneDispatch, laneShader } from '../lanes.ts';
import { walk } from '../move.ts';
import {
  defineOp,
  type KernelBuffer,
  type KernelCall,
  type KernelLimits,
  type Layout,
} from '../op.ts';
import { REDUCE_OPERATORS, reduceOperatorOf } from '../reduction/reduce-operators.ts';
import {
  type Cut,
  cutRows,
  type ReduceRows,
  reducedType,
  reduceRows,
} from '../reduction/reduce-rows.ts';
import { type Shape, type TensorType, tensor } from '../tensor.ts';

interface ReduceAttributes {
  readonly [name: string]: number | string | boolean | readonly number[] | undefined;
  /** A name of {@link REDUCE_OPERATORS}. */
  readonly operator: string;
  readonly axes?: readonly number[];
  readonly keepdims?: boolean;
}

function checkType({ dtype }: TensorType, operator: string): void {
  const { whole = false } = reduceOperatorOf(operator);
  if (dtype === 'f32' || (dtype === 'i32' && whole)) return;
  fail({
    subject: `The input of the reduction ${operator}`,
    constraint: whole ? 'be f32 or i32' : 'be f32',
    got: dtype,
    remedy: 'cast it',
  });
}

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

/** A reduction of one node: its operator in WGSL, and everything that its kernels share. */
interface Reduction {
  readonly x: TensorType;
  readonly layout: Layout;
  readonly rows: ReduceRows;
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

function lowerReduction(reduction: Reduction): KernelCall[] {
  const { x, rows } = reduction;
  const cut = x.dtype === 'f32' ? cutRows(rows) : { parts: 1, length: rows.length };
  if (cut.parts === 1) return [takeCall(reduction, cut, { kind: 'output', index: 0 })];
  // A state is one or two f32.
  const elements = rows.rows * cut.parts * 2;
  const parts: KernelBuffer = { kind: 'scratch', name: 'parts', elements };
  return [takeCall(reduction, cut, parts), joinCall(reduction, cut, parts)];
}

/** Sums, means, extremes and norms over any axes. @source ONNX operators Reduce* (18) */
export default defineOp<ReduceAttributes>({
  name: 'reduce',
  infer([x], attributes) {
    if (!x) return [];
    checkType(x, attributes.operator);
    return [reducedType(x, attributes)];
  },
  reference([x], attributes, [type]) {
    if (!x || !type) return [];
    const { kept, reduced } = reduceRows(x.shape, attributes);
    const { apply } = reduceOperatorOf(attributes.operator);
    const results: number[] = [];
    walk(kept.shape, kept, (base) => {
      const values: number[] = [];
      walk(reduced.shape, { ...reduced, base }, (at) => values.push(x.data[at] ?? 0));
      results.push(apply(values));
    });
    const data = type.dtype === 'i32' ? Int32Array.from(results) : Float32Array.from(results);
    return [{ ...type, data }];
  },
  layouts([x], _outputs, [given], attributes) {
    const packed = given === 'c4' && x && reduceRows(x.shape, attributes).planes;
    return { inputs: [packed ? 'c4' : 'plain'], outputs: ['plain'] };
  },
  lower: ({ inputs: [x], inputLayouts: [layout = 'plain'], attributes, limits }) =>
    x
      ? lowerReduction({
          x,
          layout,
          limits,
          rows: reduceRows(x.shape, attributes),
          operator: attributes.operator,
        })
      : [],
  cases: [
    ...Object.entries(REDUCE_OPERATORS).flatMap(([operator, { whole = false }]) => [
      {
        title: `${operator} of a middle axis`,
        // Positive, so that sums have logarithms.
        inputs: [
          tensor(
            [3, 7, 4],
            Array.from({ length: 84 }, (_, i) => 0.2 + ((i * 37) % 19) / 9),
          ),
        ],
        attributes: { operator, axes: [1] },
      },
      ...(whole
        ? [
            {
              title: `${operator} of whole numbers`,
              inputs: [wholes(4, 11)],
              attributes: { operator, axes: [-1], keepdims: false },
            },
          ]
        : []),
    ]),
    {
      title: 'sum of everything',
      inputs: [floats(3, 50, 7)],
      attributes: { operator: 'sum', keepdims: false },
    },
    {
      title: 'two axes apart, one from the end',
      inputs: [floats(3, 5, 2, 4, 6)],
      attributes: { operator: 'mean', axes: [1, -1], keepdims: false },
    },
    {
      title: 'planes of pictures',
      inputs: [floats(2, 6, 9, 11)],
      attributes: { operator: 'mean', axes: [2, 3] },
    },
    {
      title: 'few rows, cut in parts',
      inputs: [floats(2, 9001)],
      attributes: { operator: 'logSumExp', axes: [1] },
    },
    {
      title: 'few planes, cut in parts',
      inputs: [floats(1, 3, 97, 101)],
      attributes: { operator: 'max', axes: [2, 3] },
    },
    {
      title: 'many short rows',
      inputs: [floats(999, 5)],
      attributes: { operator: 'l2', axes: [1] },
    },
  ],
});
