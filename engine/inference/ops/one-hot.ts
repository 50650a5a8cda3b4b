import wgsl from '../../../shaders/ops/one-hot.wgsl?raw';
import { fail } from '../../core/errors.ts';
import { wholes } from '../case-data.ts';
import { elementType, flatWorkgroups, floatText } from '../kernel.ts';
import { type Lines, lineOffset, linesOf } from '../lines.ts';
import { defineOp } from '../op.ts';
import { elementCount, intTensor, normalizeAxis, type TensorType, zeros } from '../tensor.ts';

interface OneHotAttributes {
  readonly [name: string]: number | string | undefined;
  /** Extent of the new axis. */
  readonly depth: number;
  /** Place of the new axis in the result; -1, the last, when absent. */
  readonly axis?: number;
  /** Number at the named place (1 when absent) and elsewhere (0). */
  readonly on?: number;
  readonly off?: number;
  /** `f32` when absent. */
  readonly dtype?: 'f32' | 'i32';
}

function hotType(indices: TensorType, attributes: OneHotAttributes): TensorType {
  const { depth, axis = -1, dtype = 'f32' } = attributes;
  if (indices.dtype !== 'i32' || !Number.isInteger(depth) || depth < 1) {
    fail({
      subject: 'A one-hot tensor',
      constraint: 'have whole indices and a depth of at least 1',
      got: `${indices.dtype}, depth ${depth}`,
      remedy: 'cast the indices or correct the depth',
    });
  }
  const at = normalizeAxis(axis, indices.shape.length + 1);
  return { dtype, shape: [...indices.shape.slice(0, at), depth, ...indices.shape.slice(at)] };
}

const linesAlong = (type: TensorType, { axis = -1 }: OneHotAttributes): Lines =>
  linesOf(type.shape, axis);

/**
 * Indices as lines of a new axis: one number at the place that an index names, another elsewhere;
 * negative indices count from the end, those outside name nothing.
 * @source ONNX operator OneHot-11
 */
export default defineOp<OneHotAttributes>({
  name: 'one-hot',
  infer: ([indices], attributes) => (indices ? [hotType(indices, attributes)] : []),
  reference([indices], attributes, [type]) {
    if (!indices || !type) return [];
    const { on = 1, off = 0, depth } = attributes;
    const lines = linesAlong(type, attributes);
    const result = zeros(type);
    result.data.fill(off);
    indices.data.forEach((index, row) => {
      const place = index < 0 ? index + depth : index;
      if (place >= 0 && place < depth) result.data[lineOffset(lines, row, place)] = on;
    });
    return [result];
  },
  lower({ outputs: [type], attributes }) {
    if (!type) return [];
    const { on = 1, off = 0 } = attributes;
    const count = elementCount(type.shape);
    const text = (value: number) => (type.dtype === 'f32' ? floatText(value) : `i32(${value})`);
    return [
      {
        shader: { path: 'shaders/ops/one-hot.wgsl', code: wgsl },
        constants: {
          COUNT: count,
          DEPTH: `${attributes.depth}i`,
          INNER: linesAlong(type, attributes).inner,
          ON: text(on),
          OFF: text(off),
        },
        functions: `alias Item = ${elementType(type.dtype)};`,
        bindings: { indices: { kind: 'input', index: 0 }, result: { kind: 'output', index: 0 } },
        workgroups: flatWorkgroups(count),
      },
    ];
  },
  cases: [
    { title: 'last axis', inputs: [wholes(3, 5)], attributes: { depth: 4 } },
    {
      title: 'first axis, other numbers, indices from the end and outside',
      inputs: [intTensor([2, 3], [0, -1, 5, 3, -6, 2])],
      attributes: { depth: 5, axis: 0, on: 2.5, off: -1 },
    },
    {
      title: 'whole numbers, middle axis',
      inputs: [wholes(4, 3)],
      attributes: { depth: 6, axis: -2, on: 7, off: 0, dtype: 'i32' as const },
    },
  ],
});
