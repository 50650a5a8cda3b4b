import wgsl from '../../../shaders/ops/pool.wgsl?raw';
import { fail } from '../../core/errors.ts';
import { floats } from '../case-data.ts';
import { gridDispatch } from '../grid.ts';
import { channelItems, itemTypes } from '../norm/channels.ts';
import { defineOp, type KernelCall, type Layout, type Lowering } from '../op.ts';
import { keepLayout } from '../pointwise.ts';
import { lowerReduction } from '../reduction/reduce-kernels.ts';
import { reduceRows } from '../reduction/reduce-rows.ts';
import { shapeText, type TensorType, zeros } from '../tensor.ts';
import { type Window, windowOf } from '../window.ts';

interface PoolAttributes {
  readonly [name: string]: number | string | boolean | readonly number[] | undefined;
  readonly kind: 'max' | 'average';
  /** Height and width of the window. */
  readonly kernel?: readonly number[];
  /** The whole picture is the window. */
  readonly global?: boolean;
  readonly strides?: readonly number[];
  readonly dilations?: readonly number[];
  /** Top, left, bottom, right. */
  readonly pads?: readonly number[];
  /** Whether a last window may reach beyond the padding. */
  readonly ceilMode?: boolean;
  /** Whether means count the padding, as zeros. */
  readonly countIncludePad?: boolean;
}

/** A pool with every number in place. */
interface Pool {
  readonly window: Window;
  readonly source: readonly [height: number, width: number];
  readonly out: readonly [height: number, width: number];
}

/**
 * Extent of the result along an axis. Windows that would start in the padding behind the picture
 * are left out.
 * @source ONNX operators MaxPool-22, AveragePool-22, output shape
 */
function extentAlong(extent: number, axis: 0 | 1, window: Window, ceilMode: boolean): number {
  const { kernel, strides, dilations, pads } = window;
  const room =
    extent + pads[axis] + pads[axis === 0 ? 2 : 3] - dilations[axis] * (kernel[axis] - 1) - 1;
  const steps = room / strides[axis];
  if (!ceilMode) return Math.floor(steps) + 1;
  const count = Math.ceil(steps) + 1;
  return (count - 1) * strides[axis] >= extent + pads[axis] ? count - 1 : count;
}

function readPool(x: TensorType, attributes: PoolAttributes): Pool {
  const [, , height = 1, width = 1] = x.shape;
  const { global = false, ceilMode = false, kernel = [] } = attributes;
  const size = global ? [height, width] : kernel;
  const window = windowOf([size[0] ?? 0, size[1] ?? 0], global ? {} : attributes);
  const out = [
    extentAlong(height, 0, window, ceilMode),
    extentAlong(width, 1, window, ceilMode),
  ] as const;
  if (x.shape.length === 4 && Math.min(...window.kernel, ...out) >= 1) {
    return { window, source: [height, width], out };
  }
  return fail({
    subject: `A pool of ${shapeText(window.kernel)}`,
    constraint: 'have a picture [n, c, h, w] that its window fits into',
    got: shapeText(x.shape),
    remedy: 'use a larger picture, more padding or a smaller window',
  });
}

/** WGSL of a kind of pool on a running state. */
function kindFunctions(kind: PoolAttributes['kind']): string {
  const [start, take, finish] =
    kind === 'max'
      ? ['Wide(-3.4028234e38)', 'max(state, x)', 'state']
      : ['Wide(0.0)', 'state + x', 'state / count'];
  return `fn start() -> Wide { return ${start}; }
fn take(state: Wide, x: Wide) -> Wide { return ${take}; }
fn finish(state: Wide, count: f32) -> Wide { return ${finish}; }`;
}

function windowCall(x: TensorType, layout: Layout, attributes: PoolAttributes): KernelCall {
  const { window, source, out } = readPool(x, attributes);
  const { kernel, strides, dilations, pads } = window;
  const items = channelItems(x.shape, layout);
  const grid = gridDispatch(out[1], out[0], items.batch * items.groups);
  return {
    shader: { path: 'shaders/ops/pool.wgsl', code: wgsl },
    constants: {
      IN_H: `${source[0]}i`,
      IN_W: `${source[1]}i`,
      OUT_H: out[0],
      OUT_W: out[1],
      KERNEL_H: kernel[0],
      KERNEL_W: kernel[1],
      STRIDE_H: `${strides[0]}i`,
      STRIDE_W: `${strides[1]}i`,
      DILATION_H: `${dilations[0]}i`,
      DILATION_W: `${dilations[1]}i`,
      PAD_TOP: `${pads[0]}i`,
      PAD_LEFT: `${pads[1]}i`,
      END_H: `${source[0] + pads[2]}i`,
      END_W: `${source[1] + pads[3]}i`,
      COUNT_PADS: attributes.countIncludePad ? 1 : 0,
    },
    functions: [itemTypes(layout), kindFunctions(attributes.kind), grid.functions].join('\n'),
    bindings: { source: { kind: 'input', index: 0 }, result: { kind: 'output', index: 0 } },
    workgroups: grid.workgroups,
  };
}

/** A pool of the whole picture is a reduction: many lanes share a channel. */
function globalCalls(
  x: TensorType,
  { attributes, limits, inputLayouts }: Lowering<PoolAttributes>,
) {
  const [layout = 'plain'] = inputLayouts;
  const rows = reduceRows(x.shape, { axes: [2, 3] });
  const operator = attributes.kind === 'max' ? 'max' : 'mean';
  return lowerReduction({ x, layout, limits, rows, operator });
}

/** The numbers of a window, and how many places of it lie in the picture or its padding. */
function windowOn(
  x: ArrayLike<number>,
  plane: number,
  { window, source }: Pool,
  at: [number, number],
) {
  const { kernel, strides, dilations, pads } = window;
  const [height, width] = source;
  const values: number[] = [];
  let padded = 0;
  for (let ky = 0; ky < kernel[0]; ky++) {
    for (let kx = 0; kx < kernel[1]; kx++) {
      const row = at[0] * strides[0] + ky * dilations[0] - pads[0];
      const column = at[1] * strides[1] + kx * dilations[1] - pads[1];
      if (row >= height + pads[2] || column >= width + pads[3]) continue;
      padded += 1;
      if (row < 0 || column < 0 || row >= height || column >= width) continue;
      values.push(x[(plane * height + row) * width + column] ?? 0);
    }
  }
  return { values, padded };
}

/**
 * The largest number, or the mean, of a window that slides over a picture `[n, c, h, w]`.
 * @source ONNX operators MaxPool-22, AveragePool-22, GlobalMaxPool-1, GlobalAveragePool-1
 */
export default defineOp<PoolAttributes>({
  name: 'pool',
  infer([x], attributes) {
    if (!x) return [];
    const { out } = readPool(x, attributes);
    return [{ dtype: 'f32', shape: [x.shape[0] ?? 1, x.shape[1] ?? 1, ...out] }];
  },
  reference([x], attributes, [type]) {
    if (!x || !type) return [];
    const pool = readPool(x, attributes);
    const [height, width] = pool.out;
    const result = zeros(type);
    result.data.forEach((_, i) => {
      const at: [number, number] = [Math.floor(i / width) % height, i % width];
      const { values, padded } = windowOn(x.data, Math.floor(i / (height * width)), pool, at);
      const count = attributes.countIncludePad ? padded : values.length;
      result.data[i] =
        attributes.kind === 'max'
          ? Math.max(...values)
          : values.reduce((sum, value) => sum + value, 0) / count;
    });
    return [result];
  },
  layouts(inputs, outputs, given, { global }) {
    const { inputs: kept, outputs: made } = keepLayout(inputs, outputs, given);
    return { inputs: kept, outputs: global ? ['plain'] : made };
  },
  lower(node) {
    const [x] = node.inputs;
    if (!x) return [];
    if (node.attributes.global) return globalCalls(x, node);
    return [windowCall(x, node.inputLayouts[0] ?? 'plain', node.attributes)];
  },
  cases: [
    {
      title: 'max, stride 2',
      inputs: [floats(2, 6, 9, 11)],
      attributes: { kind: 'max', kernel: [2, 2], strides: [2, 2] },
    },
    {
      title: 'max, padded and dilated',
      inputs: [floats(1, 5, 12, 9)],
      attributes: { kind: 'max', kernel: [3, 2], dilations: [2, 3], pads: [1, 0, 2, 1] },
    },
    {
      title: 'max, last windows beyond the picture',
      inputs: [floats(1, 3, 7, 8)],
      attributes: { kind: 'max', kernel: [3, 3], strides: [2, 2], ceilMode: true },
    },
    {
      title: 'mean without the padding',
      inputs: [floats(2, 4, 8, 7)],
      attributes: { kind: 'average', kernel: [3, 3], strides: [2, 1], pads: [1, 1, 1, 1] },
    },
    {
      title: 'mean with the padding, last windows beyond it',
      inputs: [floats(1, 6, 8, 10)],
      attributes: {
        kind: 'average',
        kernel: [3, 3],
        strides: [2, 2],
        pads: [1, 1, 0, 0],
        ceilMode: true,
        countIncludePad: true,
      },
    },
    {
      title: 'mean of a line',
      inputs: [floats(2, 3, 1, 50)],
      attributes: { kind: 'average', kernel: [1, 4], strides: [1, 3] },
    },
    {
      title: 'mean of the whole',
      inputs: [floats(2, 6, 9, 7)],
      attributes: { kind: 'average', global: true },
    },
    {
      title: 'largest of the whole',
      inputs: [floats(1, 5, 8, 8)],
      attributes: { kind: 'max', global: true },
    },
  ],
});
