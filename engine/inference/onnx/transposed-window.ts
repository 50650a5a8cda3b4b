import type { Shape } from '../tensor.ts';
import type { OnnxNode } from './onnx-node.ts';
import { explicitPads, type NodeWindow, type Pads, perAxis } from './windows.ts';

/** A window of a transposed convolution. */
export interface TransposedWindow extends Omit<NodeWindow, 'kernel'> {
  /** Rows and columns that are added behind the result. */
  readonly outputPadding: [number, number];
}

/**
 * Reads a transposed convolution's window; pads that an output shape or `auto_pad` asks for are
 * worked out.
 * @source ONNX operator ConvTranspose-11
 */
export function readTransposedWindow(
  node: OnnxNode,
  kernel: [number, number],
  extents: Shape,
  axes: 1 | 2,
): TransposedWindow {
  const strides = perAxis(node, 'strides', axes, 1);
  const dilations = perAxis(node, 'dilations', axes, 1);
  const added = perAxis(node, 'output_padding', axes, 0);
  // One axis is a height of 1, to which nothing is added.
  const outputPadding: [number, number] = axes === 1 ? [0, added[1]] : added;
  if ([...kernel, ...strides, ...dilations].some((one) => one < 1)) {
    node.refuse('have kernel, strides and dilations of at least 1', [...strides, ...dilations]);
  }
  const mode = node.text('auto_pad', 'NOTSET');
  const sizes = askedSizes(node, mode, extents, strides, axes);
  const window = { strides, dilations, outputPadding };
  if (!sizes)
    return { ...window, pads: mode === 'NOTSET' ? explicitPads(node, axes) : [0, 0, 0, 0] };
  const pads: Pads = [0, 0, 0, 0];
  extents.forEach((extent, axis) => {
    const span = ((kernel[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1;
    const whole = (extent - 1) * (strides[axis] ?? 1) + span + (outputPadding[axis] ?? 0);
    const total = whole - (sizes[axis] ?? whole);
    if (total < 0) node.unsupported('gives more than its window reaches');
    const less = Math.floor(total / 2);
    pads[axis] = mode === 'SAME_UPPER' ? less : total - less;
    pads[axis + 2] = total - (pads[axis] ?? 0);
  });
  return { ...window, pads };
}

/** Sizes of the result that the node asks for, or undefined when they follow from its pads. */
function askedSizes(
  node: OnnxNode,
  mode: string,
  extents: Shape,
  strides: readonly number[],
  axes: 1 | 2,
): readonly number[] | undefined {
  const asked = node.ints('output_shape');
  if (asked && asked.length > 0) return axes === 1 ? [1, ...asked.slice(-1)] : asked.slice(-2);
  if (!mode.startsWith('SAME')) return undefined;
  return extents.map((extent, axis) => extent * (strides[axis] ?? 1));
}
