import packWgsl from '../../shaders/ops/pack-c4.wgsl?raw';
import unpackWgsl from '../../shaders/ops/unpack-c4.wgsl?raw';
import { flatWorkgroups } from './kernel.ts';
import type { KernelCall, Layout } from './op.ts';
import { elementCount, type Shape, type TensorType } from './tensor.ts';

/** Elements (words of four for i8) that a value takes in a layout, padding included. */
export function layoutElements(type: TensorType, layout: Layout): number {
  if (layout === 'plain') {
    const count = elementCount(type.shape);
    return type.dtype === 'i8' ? Math.ceil(count / 4) : count;
  }
  const [n = 1, c = 1, h = 1, w = 1] = type.shape;
  return n * Math.ceil(c / 4) * 4 * h * w;
}

/** Whether a value can lie in a layout. */
export function canHold(layout: Layout, type: TensorType): boolean {
  return layout === 'plain' || (type.dtype === 'f32' && type.shape.length === 4);
}

function conversion(shape: Shape, to: Layout): KernelCall {
  const [n = 1, c = 1, h = 1, w = 1] = shape;
  const packs = n * Math.ceil(c / 4) * h * w;
  return {
    shader: {
      path: `shaders/ops/${to === 'c4' ? 'pack' : 'unpack'}-c4.wgsl`,
      code: to === 'c4' ? packWgsl : unpackWgsl,
    },
    constants: { CHANNELS: c, PACKS: Math.ceil(c / 4), PLANE: h * w, TOTAL: packs },
    bindings: {
      source: { kind: 'input', index: 0 },
      result: { kind: 'output', index: 0 },
    },
    workgroups: flatWorkgroups(packs),
  };
}

/** The kernel that brings a rank-4 value from one layout to the other. */
export function convertLayout(type: TensorType, to: Layout): KernelCall {
  return conversion(type.shape, to);
}

/**
 * WGSL `fn isPadding(i: u32) -> bool`: whether element `i` of a buffer lies behind the last channel.
 * Kernels that could make infinities or NaN out of padding write 0 there instead, for a zero weight
 * does not silence them.
 */
export function paddingFunction(type: TensorType, layout: Layout): string {
  const [, channels = 1, height = 1, width = 1] = type.shape;
  const none = layout === 'plain' || channels % 4 === 0;
  const pack = `(i / ${4 * height * width}u) % ${Math.ceil(channels / 4)}u`;
  const test = none ? 'false' : `${pack} * 4u + i % 4u >= ${channels}u`;
  return `fn isPadding(i: u32) -> bool { return ${test}; }`;
}
