import linearWgsl from '../../../shaders/ops/resize-linear.wgsl?raw';
import nearestWgsl from '../../../shaders/ops/resize-nearest.wgsl?raw';
import { fail } from '../../core/errors.ts';
import { floats } from '../case-data.ts';
import { gridDispatch } from '../grid.ts';
import { channelItems, itemTypes } from '../norm/channels.ts';
import { defineOp, type KernelBuffer } from '../op.ts';
import { keepLayout } from '../pointwise.ts';
import { shapeText, type TensorType, zeros } from '../tensor.ts';

interface ResizeAttributes {
  readonly [name: string]: number | string | readonly number[] | undefined;
  readonly mode: 'nearest' | 'linear';
  /** Factors of height and width; or else the sizes themselves. */
  readonly scales?: readonly number[];
  readonly sizes?: readonly number[];
  /** A name of {@link COORDINATES}; `half_pixel` when absent. */
  readonly coordinateMode?: string;
  /** A name of {@link NEAREST}; `round_prefer_floor` when absent. */
  readonly nearestMode?: string;
}

/** One axis of a resize: extents and the factor between them. */
interface Axis {
  readonly from: number;
  readonly to: number;
  readonly scale: number;
}

// Rounded to f32 step by step, as runtimes do: which pixel is nearest hangs on it.
const round = Math.fround;
const halfPixel = (x: number, { scale }: Axis) => round(round(round(x + 0.5) / scale) - 0.5);

/** Place in the source of place `x` of the result. @source ONNX operator Resize-19 */
const COORDINATES: Readonly<Record<string, (x: number, axis: Axis) => number>> = {
  half_pixel: halfPixel,
  pytorch_half_pixel: (x, axis) => (axis.to > 1 ? halfPixel(x, axis) : 0),
  half_pixel_symmetric(x, { from, to, scale }) {
    const adjustment = round(to / round(scale * from));
    const offset = round((from / 2) * round(1 - adjustment));
    // Alone among these, it is rounded once: onnxruntime works it out in double precision.
    return round(offset + (x + 0.5) / scale - 0.5);
  },
  align_corners: (x, { from, to }) => (to === 1 ? 0 : round(round(x * (from - 1)) / (to - 1))),
  asymmetric: (x, { scale }) => round(x / scale),
};

/** A step or two between neighbouring numbers of f32, relative to them. */
const LAST_DIGIT = 2 ** -22;

/** Whole place nearest to a place. @source ONNX operator Resize-19 */
const NEAREST: Readonly<Record<string, (x: number) => number>> = {
  round_prefer_floor: (x) => Math.ceil(x - 0.5),
  // A place that misses the middle by the last digit of f32 is meant to be in the middle.
  round_prefer_ceil: (x) => Math.floor(x + 0.5 + Math.abs(x) * LAST_DIGIT),
  floor: Math.floor,
  ceil: Math.ceil,
};

function named<T>(table: Readonly<Record<string, T>>, name: string, subject: string): T {
  return (
    table[name] ??
    fail({
      subject,
      constraint: `be one of ${Object.keys(table).join(', ')}`,
      got: name,
      remedy: 'use one of these',
    })
  );
}

/** The two axes of a resize. @throws InstrumentError when it gives no picture */
function axesOf(x: TensorType, { scales, sizes }: ResizeAttributes): [Axis, Axis] {
  const along = (i: 0 | 1): Axis => {
    const from = x.shape[i + 2] ?? 0;
    const scale = scales?.[i];
    if (scale === undefined)
      return { from, to: sizes?.[i] ?? 0, scale: round((sizes?.[i] ?? 0) / from) };
    return { from, to: Math.floor(round(from * round(scale))), scale: round(scale) };
  };
  const axes: [Axis, Axis] = [along(0), along(1)];
  if (x.shape.length !== 4 || axes.some(({ to }) => !Number.isInteger(to) || to < 1)) {
    fail({
      subject: 'A resize',
      constraint: 'have a picture [n, c, h, w] and give sizes of at least 1',
      got: `${shapeText(x.shape)} to ${shapeText(axes.map(({ to }) => to))}`,
      remedy: 'correct its scales or sizes',
    });
  }
  // A picture of the same size is the same picture, as runtimes have it, whatever its scales.
  const same = axes.every(({ from, to }) => from === to);
  const scaled = (axis: Axis) => (same ? { ...axis, scale: 1 } : axis);
  return [scaled(axes[0]), scaled(axes[1])];
}

const clamp = (i: number, extent: number) => Math.min(Math.max(i, 0), extent - 1);

/** Where each place of an axis of the result is read from. */
function coordinatesOf(axis: Axis, attributes: ResizeAttributes): number[] {
  const coordinate = named(
    COORDINATES,
    attributes.coordinateMode ?? 'half_pixel',
    'The coordinates of a resize',
  );
  return Array.from({ length: axis.to }, (_, x) => coordinate(x, axis));
}

function nearestOf(attributes: ResizeAttributes): (x: number) => number {
  return named(NEAREST, attributes.nearestMode ?? 'round_prefer_floor', 'The rounding of a resize');
}

/** The table of an axis as the kernel of the mode reads it. */
function table(axis: Axis, attributes: ResizeAttributes): Uint32Array<ArrayBuffer> {
  const places = coordinatesOf(axis, attributes);
  if (attributes.mode === 'nearest') {
    const nearest = nearestOf(attributes);
    return Uint32Array.from(places, (x) => clamp(nearest(x), axis.from));
  }
  const words = new Uint32Array(places.length * 4);
  const shares = new Float32Array(words.buffer);
  places.forEach((x, i) => {
    words[i * 4] = clamp(Math.floor(x), axis.from);
    words[i * 4 + 1] = clamp(Math.floor(x) + 1, axis.from);
    shares[i * 4 + 2] = x - Math.floor(x);
  });
  return words;
}

/**
 * Lines along one axis resized, by the definition: the nearest number, or neighbours weighted by how
 * near they are; places outside are those at the edge.
 */
function resizedLine(line: readonly number[], axis: Axis, attributes: ResizeAttributes): number[] {
  return coordinatesOf(axis, attributes).map((x) => {
    if (attributes.mode === 'nearest') return line[clamp(nearestOf(attributes)(x), axis.from)] ?? 0;
    return [Math.floor(x), Math.floor(x) + 1].reduce(
      (sum, i) => sum + (line[clamp(i, axis.from)] ?? 0) * Math.max(0, 1 - Math.abs(x - i)),
      0,
    );
  });
}

/**
 * Pictures `[n, c, h, w]` at another size: nearest or linear.
 * @source ONNX operator Resize-19
 */
export default defineOp<ResizeAttributes>({
  name: 'resize',
  infer([x], attributes) {
    if (!x) return [];
    const axes = axesOf(x, attributes);
    for (const axis of axes) coordinatesOf({ ...axis, to: 1 }, attributes);
    nearestOf(attributes);
    const [batch = 1, channels = 1] = x.shape;
    return [{ dtype: 'f32', shape: [batch, channels, axes[0].to, axes[1].to] }];
  },
  reference([x], attributes, [type]) {
    if (!x || !type) return [];
    const [rows, columns] = axesOf(x, attributes);
    const result = zeros(type);
    const planes = (x.shape[0] ?? 1) * (x.shape[1] ?? 1);
    for (let plane = 0; plane < planes; plane++) {
      const wide = Array.from({ length: rows.from }, (_, y) => {
        const start = (plane * rows.from + y) * columns.from;
        const line = Array.from(x.data.subarray(start, start + columns.from));
        return resizedLine(line, columns, attributes);
      });
      for (let i = 0; i < columns.to; i++) {
        const line = wide.map((row) => row[i] ?? 0);
        resizedLine(line, rows, attributes).forEach((value, y) => {
          result.data[(plane * rows.to + y) * columns.to + i] = value;
        });
      }
    }
    return [result];
  },
  layouts: keepLayout,
  lower({ inputs: [x], inputLayouts: [layout = 'plain'], attributes }) {
    if (!x) return [];
    const [rows, columns] = axesOf(x, attributes);
    const items = channelItems(x.shape, layout);
    const grid = gridDispatch(columns.to, rows.to, items.batch * items.groups);
    const data = (name: string, axis: Axis): KernelBuffer => ({
      kind: 'data',
      name,
      data: { type: 'u32', values: table(axis, attributes) },
    });
    return [
      {
        shader:
          attributes.mode === 'nearest'
            ? { path: 'shaders/ops/resize-nearest.wgsl', code: nearestWgsl }
            : { path: 'shaders/ops/resize-linear.wgsl', code: linearWgsl },
        constants: { IN_H: rows.from, IN_W: columns.from, OUT_H: rows.to, OUT_W: columns.to },
        functions: [itemTypes(layout), grid.functions].join('\n'),
        bindings: {
          source: { kind: 'input', index: 0 },
          rows: data('rows', rows),
          columns: data('columns', columns),
          result: { kind: 'output', index: 0 },
        },
        workgroups: grid.workgroups,
      },
    ];
  },
  cases: [
    ...[
      'half_pixel',
      'pytorch_half_pixel',
      'half_pixel_symmetric',
      'align_corners',
      'asymmetric',
    ].flatMap((coordinateMode) => [
      {
        title: `linear, larger, ${coordinateMode}`,
        inputs: [floats(1, 6, 5, 7)],
        attributes: { mode: 'linear' as const, scales: [2.5, 1.7], coordinateMode },
      },
      {
        title: `nearest, smaller, ${coordinateMode}`,
        inputs: [floats(2, 3, 11, 9)],
        attributes: { mode: 'nearest' as const, sizes: [6, 4], coordinateMode },
      },
    ]),
    ...Object.keys(NEAREST).map((nearestMode) => ({
      title: `nearest, larger, ${nearestMode}`,
      inputs: [floats(1, 4, 5, 6)],
      attributes: {
        mode: 'nearest' as const,
        sizes: [10, 9],
        coordinateMode: 'asymmetric',
        nearestMode,
      },
    })),
    {
      title: 'nearest, twice as large',
      inputs: [floats(1, 5, 8, 9)],
      attributes: {
        mode: 'nearest',
        scales: [2, 2],
        coordinateMode: 'asymmetric',
        nearestMode: 'floor',
      },
    },
    {
      title: 'a scale that leaves the size',
      inputs: [floats(1, 2, 4, 2)],
      attributes: { mode: 'linear', scales: [1.02, 1.46], coordinateMode: 'asymmetric' },
    },
    {
      title: 'linear, to one row',
      inputs: [floats(1, 2, 6, 20)],
      attributes: { mode: 'linear', sizes: [1, 13], coordinateMode: 'pytorch_half_pixel' },
    },
  ],
});
