import wgsl from '../../../shaders/ops/pad.wgsl?raw';
import { fail } from '../../core/errors.ts';
import { floats, wholes } from '../case-data.ts';
import { elementType, flatWorkgroups, floatText } from '../kernel.ts';
import { defineOp, type Layout } from '../op.ts';
import {
  elementCount,
  type Shape,
  shapeText,
  stridesOf,
  type TensorType,
  zeros,
} from '../tensor.ts';

const MODES = ['constant', 'reflect', 'edge', 'wrap'] as const;
type Mode = (typeof MODES)[number];

/** Largest number of binary16. @source IEEE 754-2019, 3.6 */
const LARGEST_HALF = 65504;

interface PadAttributes {
  readonly [name: string]: number | string | readonly number[] | undefined;
  /** What is added before each axis, then behind each; negative numbers cut off. */
  readonly pads: readonly number[];
  /** `constant` when absent. */
  readonly mode?: Mode;
  /** What is added in constant mode; 0 when absent. */
  readonly value?: number;
}

/** One axis: what is left of it once it is cut, and what is added. */
interface PaddedAxis {
  /** Numbers cut off in front. */
  readonly start: number;
  /** Numbers left. */
  readonly length: number;
  readonly before: number;
  /** Extent of the result. */
  readonly extent: number;
}

/** @source ONNX operator Pad-19: an axis is cut first, then what is left is padded */
function axesOf(shape: Shape, { pads }: PadAttributes): PaddedAxis[] {
  const rank = shape.length;
  const axes = shape.map((extent, axis) => {
    const [before, behind] = [pads[axis] ?? 0, pads[axis + rank] ?? 0];
    const length = extent + Math.min(before, 0) + Math.min(behind, 0);
    return {
      start: Math.max(-before, 0),
      length,
      before: Math.max(before, 0),
      extent: extent + before + behind,
    };
  });
  if (pads.length === 2 * rank && axes.every(({ length, extent }) => length > 0 && extent > 0)) {
    return axes;
  }
  return fail({
    subject: `The pads of ${shapeText(shape)}`,
    constraint: `be ${2 * rank} numbers that leave something of every axis`,
    got: shapeText(pads),
    remedy: 'give one before and one behind each axis',
  });
}

function modeOf({ mode = 'constant' }: PadAttributes): Mode {
  if (MODES.includes(mode)) return mode;
  return fail({
    subject: 'The mode of a pad',
    constraint: `be one of ${MODES.join(', ')}`,
    got: mode,
    remedy: 'use one of these',
  });
}

/** Place within 0..length-1 for a place `k` outside, by walking there; -1 in constant mode. */
function held(k: number, length: number, mode: Mode): number {
  if (k >= 0 && k < length) return k;
  if (mode === 'constant') return -1;
  if (mode === 'edge' || length === 1) return k < 0 ? 0 : length - 1;
  let place = k;
  while (place < 0 || place >= length) {
    if (mode === 'wrap') place += place < 0 ? length : -length;
    else place = place < 0 ? -place : 2 * (length - 1) - place;
  }
  return place;
}

/** WGSL statements that bring the i32 `k` into 0..length-1. */
function holdText(length: number, mode: Mode): string {
  if (mode === 'constant') return `if (k < 0 || k >= ${length}) { return -1; }`;
  if (mode === 'edge' || length === 1) return `k = clamp(k, 0, ${length - 1});`;
  if (mode === 'wrap') return `k = ((k % ${length}) + ${length}) % ${length};`;
  const period = 2 * (length - 1);
  return `k = abs(k) % ${period};
  k = min(k, ${period} - k);`;
}

/** WGSL `fn sourceOf(i: u32) -> i32` over the result's items. */
function sourceFunction(shape: Shape, axes: readonly PaddedAxis[], mode: Mode): string {
  const from = stridesOf(shape);
  const to = stridesOf(axes.map(({ extent }) => extent));
  const steps = axes.map(({ start, length, before, extent }, axis) => {
    const place = `i32((i / ${to[axis]}u) % ${extent}u)`;
    if (extent === length && before === 0 && start === 0) return `at += ${place} * ${from[axis]};`;
    return `k = ${place} - ${before};
  ${holdText(length, mode)}
  at += (k + ${start}) * ${from[axis]};`;
  });
  return `fn sourceOf(i: u32) -> i32 {
  var at = 0;
  var k = 0;
  ${steps.join('\n  ')}
  return at;
}`;
}

/** The shape and pads in items of a layout. */
function inLayout(shape: Shape, attributes: PadAttributes, layout: Layout) {
  const axes = axesOf(shape, attributes);
  if (layout === 'plain') return { shape, axes };
  const packs = Math.ceil((shape[1] ?? 1) / 4);
  const packAxis = { start: 0, length: packs, before: 0, extent: packs };
  return {
    shape: shape.map((extent, axis) => (axis === 1 ? packs : extent)),
    axes: axes.map((one, axis) => (axis === 1 ? packAxis : one)),
  };
}

function paddedType(x: TensorType, attributes: PadAttributes): TensorType {
  modeOf(attributes);
  return { dtype: x.dtype, shape: axesOf(x.shape, attributes).map(({ extent }) => extent) };
}

/**
 * A tensor with numbers added around it: a constant, its reflection, its edge, or itself again.
 * @source ONNX operator Pad-19
 */
export default defineOp<PadAttributes>({
  name: 'pad',
  infer: ([x], attributes) => (x ? [paddedType(x, attributes)] : []),
  reference([x], attributes, [type]) {
    if (!x || !type) return [];
    const axes = axesOf(x.shape, attributes);
    const [from, to] = [stridesOf(x.shape), stridesOf(type.shape)];
    const result = zeros(type);
    for (let i = 0; i < result.data.length; i++) {
      const places = axes.map(({ before, length, extent }, axis) =>
        held((Math.floor(i / (to[axis] ?? 1)) % extent) - before, length, modeOf(attributes)),
      );
      const at = places.reduce(
        (sum, place, axis) => sum + (place + (axes[axis]?.start ?? 0)) * (from[axis] ?? 1),
        0,
      );
      result.data[i] = places.includes(-1) ? (attributes.value ?? 0) : (x.data[at] ?? 0);
    }
    return [result];
  },
  layouts([x], _outputs, [given], { pads }) {
    const flat = x?.shape.length === 4 && [0, 1, 4, 5].every((i) => pads[i] === 0);
    const layout = given === 'c4' && flat ? 'c4' : 'plain';
    return { inputs: [layout], outputs: [layout] };
  },
  lower({ inputs: [x], inputLayouts: [layout = 'plain'], attributes, precision }) {
    if (!x) return [];
    const { shape, axes } = inLayout(x.shape, attributes, layout);
    const count = elementCount(axes.map(({ extent }) => extent));
    const largest = precision === 'f16' ? LARGEST_HALF : Number.POSITIVE_INFINITY;
    const value = Math.min(Math.max(attributes.value ?? 0, -largest), largest);
    return [
      {
        shader: { path: 'shaders/ops/pad.wgsl', code: wgsl },
        constants: {
          COUNT: count,
          FILL: x.dtype === 'f32' ? `Element(${floatText(value)})` : `${value}i`,
        },
        functions: `alias Item = ${layout === 'c4' ? 'Element4' : elementType(x.dtype)};
${sourceFunction(shape, axes, modeOf(attributes))}`,
        bindings: { source: { kind: 'input', index: 0 }, result: { kind: 'output', index: 0 } },
        workgroups: flatWorkgroups(count),
      },
    ];
  },
  cases: [
    ...MODES.map((mode) => ({
      title: `${mode} around pictures`,
      inputs: [floats(2, 6, 5, 7)],
      attributes: { pads: [0, 0, 2, 1, 0, 0, 1, 3], mode, value: 0.5 },
    })),
    ...MODES.map((mode) => ({
      title: `${mode}, one side cut, rank 3`,
      inputs: [floats(3, 6, 4)],
      attributes: { pads: [1, -2, 0, 2, 3, -1], mode },
    })),
    {
      title: 'reflections of reflections',
      inputs: [floats(3, 1)],
      attributes: { pads: [7, 2, 8, 1], mode: 'reflect' },
    },
    {
      title: 'round and round, whole numbers',
      inputs: [wholes(4)],
      attributes: { pads: [9, 11], mode: 'wrap' },
    },
    {
      title: 'a constant beside whole numbers, rank 5',
      inputs: [wholes(2, 1, 3, 2, 2)],
      attributes: { pads: [0, 1, 0, 0, 1, 1, 0, 0, 2, 0], value: -7 },
    },
  ],
});
