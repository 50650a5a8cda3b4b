import type { Value } from '../graph.ts';
import type { Shape } from '../tensor.ts';
import { reshaped } from './compose.ts';
import type { OnnxNode } from './onnx-node.ts';

/**
 * A picture with one or two axes of places, as `[n, c, h, w]`; one axis becomes a height of 1.
 * @throws UnsupportedNode for more axes
 */
export function asPicture(node: OnnxNode, x: Value): { picture: Value; axes: 1 | 2 } {
  const axes = x.shape.length - 2;
  if (axes === 2) return { picture: x, axes };
  if (axes !== 1) return node.unsupported(`has ${axes} axes of places, not one or two`);
  const [n = 1, c = 1, w = 1] = x.shape;
  return { picture: reshaped(node, x, [n, c, 1, w]), axes };
}

/** A picture with as many axes as {@link asPicture} was given. */
export function fromPicture(node: OnnxNode, picture: Value, axes: 1 | 2): Value {
  if (axes === 2) return picture;
  const [n = 1, c = 1, , w = 1] = picture.shape;
  return reshaped(node, picture, [n, c, w]);
}

/** A number for height and width of an attribute that has one for each axis of places. */
export function perAxis(
  node: OnnxNode,
  name: string,
  axes: 1 | 2,
  standard: number,
): [number, number] {
  const values = node.ints(name) ?? [standard, standard].slice(0, axes);
  if (values.length !== axes) node.refuse(`have ${axes} ${name}`, values);
  const [first = standard, second = standard] = values;
  return axes === 1 ? [standard, first] : [first, second];
}

/** Pads as top, left, bottom, right. */
export type Pads = [top: number, left: number, bottom: number, right: number];

/** A window of a node, read from its attributes. */
export interface NodeWindow {
  readonly kernel: [number, number];
  readonly strides: [number, number];
  readonly dilations: [number, number];
  readonly pads: Pads;
}

/**
 * Reads stride, dilation and padding of a node whose kernel is known, `auto_pad` worked out.
 * @source ONNX operator Conv-11, `auto_pad`
 */
export function readWindow(
  node: OnnxNode,
  kernel: [number, number],
  [height = 1, width = 1]: Shape,
  axes: 1 | 2,
): NodeWindow {
  const strides = perAxis(node, 'strides', axes, 1);
  const dilations = perAxis(node, 'dilations', axes, 1);
  if ([...kernel, ...strides, ...dilations].some((one) => one < 1)) {
    node.refuse('have kernel, strides and dilations of at least 1', [
      ...kernel,
      ...strides,
      ...dilations,
    ]);
  }
  const mode = node.text('auto_pad', 'NOTSET');
  const pads = mode === 'NOTSET' ? explicitPads(node, axes) : ([0, 0, 0, 0] satisfies Pads);
  if (!mode.startsWith('SAME')) return { kernel, strides, dilations, pads };
  [height, width].forEach((extent, axis) => {
    const stride = strides[axis] ?? 1;
    const span = ((kernel[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1;
    const total = Math.max((Math.ceil(extent / stride) - 1) * stride + span - extent, 0);
    const less = Math.floor(total / 2);
    pads[axis] = mode === 'SAME_UPPER' ? less : total - less;
    pads[axis + 2] = mode === 'SAME_UPPER' ? total - less : less;
  });
  return { kernel, strides, dilations, pads };
}

/** The `pads` attribute: all starts, then all ends. */
export function explicitPads(node: OnnxNode, axes: 1 | 2): Pads {
  const pads = node.ints('pads') ?? new Array<number>(axes * 2).fill(0);
  if (pads.length !== axes * 2) node.refuse(`have ${axes * 2} pads`, pads);
  if (pads.some((pad) => pad < 0)) node.unsupported('cuts its input by pads below 0');
  const [a = 0, b = 0, c = 0, d = 0] = pads;
  return axes === 1 ? [0, a, 0, b] : [a, b, c, d];
}

/** Kernel extents of weights `[…, …, kh, kw]` or `[…, …, kw]`. */
export function kernelOf(node: OnnxNode, weights: Shape, axes: 1 | 2): [number, number] {
  const extents = weights.slice(2);
  const asked = node.ints('kernel_shape');
  if (extents.length !== axes || (asked && asked.join() !== extents.join())) {
    node.refuse(`have weights for its kernel [${asked?.join(', ') ?? ''}]`, weights);
  }
  const [first = 1, second = 1] = extents;
  return axes === 1 ? [1, first] : [first, second];
}
