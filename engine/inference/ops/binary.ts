import wgsl from '../../../shaders/ops/binary.wgsl?raw';
import { fail } from '../../core/errors.ts';
import { computeType, elementType, flatWorkgroups, offsetFunction } from '../kernel.ts';
import { layoutElements, paddingFunction } from '../layouts.ts';
import { defineOp, type Layout, type LayoutChoice } from '../op.ts';
import {
  broadcastShapes,
  broadcastStrides,
  type DType,
  elementCount,
  shapeText,
  type TensorType,
  tensor,
} from '../tensor.ts';

/** An operator: its meaning on the CPU, its WGSL of `a` and `b`, and whether it gives 0 or 1. */
interface Operator {
  readonly apply: (a: number, b: number) => number;
  readonly wgsl: string;
  readonly compares?: boolean;
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  add: { apply: (a, b) => a + b, wgsl: 'a + b' },
  sub: { apply: (a, b) => a - b, wgsl: 'a - b' },
  mul: { apply: (a, b) => a * b, wgsl: 'a * b' },
  div: { apply: (a, b) => a / b, wgsl: 'a / b' },
  min: { apply: Math.min, wgsl: 'min(a, b)' },
  max: { apply: Math.max, wgsl: 'max(a, b)' },
  pow: { apply: (a, b) => a ** b, wgsl: 'power(a, b)' },
  equal: { apply: (a, b) => Number(a === b), wgsl: 'i32(a == b)', compares: true },
  less: { apply: (a, b) => Number(a < b), wgsl: 'i32(a < b)', compares: true },
  lessOrEqual: { apply: (a, b) => Number(a <= b), wgsl: 'i32(a <= b)', compares: true },
  greater: { apply: (a, b) => Number(a > b), wgsl: 'i32(a > b)', compares: true },
  greaterOrEqual: { apply: (a, b) => Number(a >= b), wgsl: 'i32(a >= b)', compares: true },
  and: {
    apply: (a, b) => Number(a !== 0 && b !== 0),
    wgsl: 'i32(a != C(0) && b != C(0))',
    compares: true,
  },
  or: {
    apply: (a, b) => Number(a !== 0 || b !== 0),
    wgsl: 'i32(a != C(0) || b != C(0))',
    compares: true,
  },
  xor: {
    apply: (a, b) => Number((a !== 0) !== (b !== 0)),
    wgsl: 'i32((a != C(0)) != (b != C(0)))',
    compares: true,
  },
};

// WGSL's pow has no negative base; this one has, for whole exponents.
const POWER = `
fn power(a: f32, b: f32) -> f32 {
  let magnitude = pow(abs(a), b);
  if (b == 0.0) { return 1.0; }
  if (a >= 0.0) { return magnitude; }
  let odd = fract(abs(b) * 0.5) != 0.0;
  return select(magnitude, -magnitude, odd);
}`;

function operatorOf(name: string): Operator {
  return (
    OPERATORS[name] ??
    fail({
      subject: 'The operator',
      constraint: `be one of ${Object.keys(OPERATORS).join(', ')}`,
      got: name,
      remedy: 'use one of these, or add it to engine/inference/ops/binary.ts',
    })
  );
}

function computeWith(inputs: readonly TensorType[]): DType {
  const [a, b] = inputs;
  if (a && b && a.dtype === b.dtype && a.dtype !== 'i8') return a.dtype;
  return fail({
    subject: 'The two sides of an operator',
    constraint: 'have one type, f32 or i32',
    got: inputs.map(({ dtype, shape }) => `${dtype} ${shapeText(shape)}`).join(' and '),
    remedy: 'cast one of them',
  });
}

/** Packed where both sides lie packed and all have one shape and type; else row-major. */
function layouts(
  inputs: readonly TensorType[],
  outputs: readonly TensorType[],
  given: readonly Layout[],
): LayoutChoice {
  const same = [...inputs, ...outputs].every(
    ({ dtype, shape }) => dtype === 'f32' && shapeText(shape) === shapeText(inputs[0]?.shape ?? []),
  );
  const layout: Layout = same && given.every((one) => one === 'c4') ? 'c4' : 'plain';
  return { inputs: inputs.map(() => layout), outputs: [layout] };
}

/** Arithmetic, comparison and logic of two tensors, broadcast by NumPy's rule. */
export default defineOp<{ operator: string }>({
  name: 'binary',
  infer(inputs, { operator }) {
    const dtype = operatorOf(operator).compares ? 'i32' : computeWith(inputs);
    computeWith(inputs);
    return [{ dtype, shape: broadcastShapes(inputs[0]?.shape ?? [], inputs[1]?.shape ?? []) }];
  },
  reference([a, b], { operator }, [type]) {
    if (!a || !b || !type) return [];
    const { apply } = operatorOf(operator);
    const count = elementCount(type.shape);
    const data = type.dtype === 'f32' ? new Float32Array(count) : new Int32Array(count);
    const offsets = [a, b].map((side) => broadcastOffsets(side, type));
    for (let i = 0; i < count; i++) {
      data[i] = apply(a.data[offsets[0]?.[i] ?? 0] ?? 0, b.data[offsets[1]?.[i] ?? 0] ?? 0);
    }
    return [{ ...type, data }];
  },
  layouts,
  lower({ inputs, outputs, outputLayouts, attributes: { operator } }) {
    const [output] = outputs;
    const [a, b] = inputs;
    if (!output || !a || !b) return [];
    const packed = outputLayouts[0] === 'c4';
    const count = layoutElements(output, outputLayouts[0] ?? 'plain');
    const offset = (name: string, side: TensorType) =>
      packed
        ? `fn ${name}(i: u32) -> u32 { return i; }`
        : offsetFunction(name, output.shape, broadcastStrides(side.shape, output.shape));
    const dtype = computeWith(inputs);
    return [
      {
        shader: { path: 'shaders/ops/binary.wgsl', code: wgsl },
        constants: { COUNT: count },
        functions: [
          `alias Side = ${elementType(dtype)};`,
          `alias C = ${computeType(dtype)};`,
          `alias Result = ${elementType(output.dtype)};`,
          paddingFunction(output, packed ? 'c4' : 'plain'),
          offset('offsetA', a),
          offset('offsetB', b),
          operator === 'pow' ? POWER : '',
          `fn combine(a: C, b: C) -> ${computeType(output.dtype)} { return ${operatorOf(operator).wgsl}; }`,
        ].join('\n'),
        bindings: {
          left: { kind: 'input', index: 0 },
          right: { kind: 'input', index: 1 },
          result: { kind: 'output', index: 0 },
        },
        workgroups: flatWorkgroups(count),
      },
    ];
  },
  cases: [
    ...Object.keys(OPERATORS)
      .filter((operator) => operator !== 'pow')
      .flatMap((operator) => [
        {
          title: `${operator} of equal shapes`,
          inputs: sides([2, 6, 5, 3], [2, 6, 5, 3]),
          attributes: { operator },
        },
        {
          title: `${operator} broadcast`,
          inputs: sides([4, 1, 3], [2, 1, 5, 1]),
          attributes: { operator },
        },
      ]),
    {
      title: 'pow, negative bases with whole exponents too',
      inputs: [tensor([2, 3], [0.5, 3, -2, -2, 0, 1.5]), tensor([2, 3], [2.5, -1, 3, 2, 2, 0])],
      attributes: { operator: 'pow' },
    },
    {
      title: 'add of whole numbers',
      inputs: [
        { dtype: 'i32', shape: [3, 4] },
        { dtype: 'i32', shape: [4] },
      ],
      attributes: { operator: 'add' },
    },
  ],
});

function sides(a: readonly number[], b: readonly number[]): TensorType[] {
  return [
    { dtype: 'f32', shape: a },
    { dtype: 'f32', shape: b },
  ];
}

/** Offsets into a side for every element of the result. */
function broadcastOffsets(side: TensorType, result: TensorType): Int32Array {
  const strides = broadcastStrides(side.shape, result.shape);
  const offsets = new Int32Array(elementCount(result.shape));
  let span = 1;
  for (let axis = result.shape.length - 1; axis >= 0; axis--) {
    const extent = result.shape[axis] ?? 1;
    const stride = strides[axis] ?? 0;
    for (let i = 0; i < offsets.length; i++) {
      offsets[i] = (offsets[i] ?? 0) + (Math.floor(i / span) % extent) * stride;
    }
    span *= extent;
  }
  return offsets;
}
