import wgsl from '../../shaders/ops/pointwise.wgsl?raw';
import { elementType, flatWorkgroups } from './kernel.ts';
import { layoutElements, paddingFunction } from './layouts.ts';
import type { KernelCall, Layout, LayoutChoice } from './op.ts';
import { type DType, elementCount, type TensorType } from './tensor.ts';

/** The layout that an op of one input works in: the one that its input lies in, if both can. */
export function keepLayout(
  inputs: readonly TensorType[],
  outputs: readonly TensorType[],
  given: readonly Layout[],
): LayoutChoice {
  const real = inputs[0]?.dtype === 'f32' && outputs[0]?.dtype === 'f32';
  const layout = real ? (given[0] ?? 'plain') : 'plain';
  return { inputs: [layout], outputs: [layout] };
}

/**
 * The kernel of a function of every number of a node's first input.
 * @param functions WGSL of `fn apply(x) -> y` on f32 or i32, as the types of input and output are
 */
export function pointwiseCall(
  node: {
    readonly inputs: readonly TensorType[];
    readonly outputs: readonly TensorType[];
    readonly outputLayouts: readonly Layout[];
  },
  functions: string,
): readonly KernelCall[] {
  const [from] = node.inputs;
  const [to] = node.outputs;
  if (!from || !to) return [];
  const [layout = 'plain'] = node.outputLayouts;
  const count = layoutElements(to, layout);
  return [
    {
      shader: { path: 'shaders/ops/pointwise.wgsl', code: wgsl },
      constants: { COUNT: count },
      functions: [
        `alias From = ${elementType(from.dtype)};`,
        `alias To = ${elementType(to.dtype)};`,
        `alias Given = ${from.dtype === 'f32' ? 'f32' : 'i32'};`,
        paddingFunction(to, layout),
        functions,
      ].join('\n'),
      bindings: { source: { kind: 'input', index: 0 }, result: { kind: 'output', index: 0 } },
      workgroups: flatWorkgroups(count),
    },
  ];
}

/** The same on the CPU. */
export function pointwiseOnCpu(
  source: { readonly data: ArrayLike<number> },
  type: { readonly dtype: DType; readonly shape: readonly number[] },
  apply: (x: number) => number,
) {
  const count = elementCount(type.shape);
  const data = type.dtype === 'i32' ? new Int32Array(count) : new Float32Array(count);
  for (let i = 0; i < count; i++) data[i] = apply(source.data[i] ?? 0);
  return { ...type, data };
}
