import wgsl from '../../../shaders/ops/affine.wgsl?raw';
import { activationFunction, activationOf } from '../activations.ts';
import { flatWorkgroups } from '../kernel.ts';
import type { KernelBuffer, KernelCall, Layout } from '../op.ts';
import { itemTypes } from './channels.ts';

/** Attributes of a norm's activation, as in `engine/inference/activations.ts`. */
export interface ActivationAttributes {
  readonly activation?: string | undefined;
  readonly alpha?: number | undefined;
  readonly beta?: number | undefined;
}

/**
 * The kernel that puts every number of a node's first input through `transform`.
 * @param count items: numbers, or packs of four
 * @param functions WGSL `fn transform(x: Wide, i: u32) -> Wide`; its bindings are numbered from 2 on
 */
export function affineCall(
  { layout, count }: { readonly layout: Layout; readonly count: number },
  functions: string,
  bindings: Readonly<Record<string, KernelBuffer>>,
  attributes: ActivationAttributes,
): KernelCall {
  return {
    shader: { path: 'shaders/ops/affine.wgsl', code: wgsl },
    constants: { COUNT: count },
    functions: [
      itemTypes(layout),
      activationFunction(activationOf(attributes), layout === 'c4' ? 'vec4f' : 'f32'),
      functions,
    ].join('\n'),
    bindings: {
      source: { kind: 'input', index: 0 },
      result: { kind: 'output', index: 0 },
      ...bindings,
    },
    workgroups: flatWorkgroups(count),
  };
}
