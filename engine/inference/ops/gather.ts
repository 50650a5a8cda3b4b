import wgsl from '../../../shaders/ops/gather.wgsl?raw';
import { fail } from '../../core/errors.ts';
import { elementType, flatWorkgroups } from '../kernel.ts';
import { defineOp } from '../op.ts';
import { elementCount, normalizeAxis, type Shape, type TensorType, zeros } from '../tensor.ts';

/** A gather as three extents: before the axis, of one index, behind the axis. */
function extents(shape: Shape, axis: number) {
  const at = normalizeAxis(axis, shape.length);
  return {
    at,
    outer: elementCount(shape.slice(0, at)),
    extent: shape[at] ?? 1,
    inner: elementCount(shape.slice(at + 1)),
  };
}

function gathered(x: TensorType, indices: TensorType, axis: number): TensorType {
  if (indices.dtype !== 'i32') {
    fail({
      subject: 'Indices',
      constraint: 'be whole numbers (i32)',
      got: indices.dtype,
      remedy: 'cast them',
    });
  }
  const { at } = extents(x.shape, axis);
  return {
    dtype: x.dtype,
    shape: [...x.shape.slice(0, at), ...indices.shape, ...x.shape.slice(at + 1)],
  };
}

/**
 * Picks slices along an axis by index; an embedding is a gather of rows. Negative indices count
 * from the end; others outside the axis are held within it.
 */
export default defineOp<{ axis: number }>({
  name: 'gather',
  infer: ([x, indices], { axis }) => (x && indices ? [gathered(x, indices, axis)] : []),
  reference([x, indices], { axis }, [type]) {
    if (!x || !indices || !type) return [];
    const { outer, extent, inner } = extents(x.shape, axis);
    const result = zeros(type);
    const count = indices.data.length;
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < count; i++) {
        const index = indices.data[i] ?? 0;
        const held = Math.min(Math.max(index < 0 ? index + extent : index, 0), extent - 1);
        for (let k = 0; k < inner; k++) {
          result.data[(o * count + i) * inner + k] = x.data[(o * extent + held) * inner + k] ?? 0;
        }
      }
    }
    return [result];
  },
  lower({ inputs: [x, indices], outputs: [type], attributes: { axis } }) {
    if (!x || !indices || !type) return [];
    const { extent, inner } = extents(x.shape, axis);
    const count = elementCount(type.shape);
    return [
      {
        shader: { path: 'shaders/ops/gather.wgsl', code: wgsl },
        constants: {
          COUNT: count,
          EXTENT: `${extent}i`,
          INNER: inner,
          INDICES: elementCount(indices.shape),
        },
        functions: `alias Item = ${elementType(x.dtype)};`,
        bindings: {
          source: { kind: 'input', index: 0 },
          indices: { kind: 'input', index: 1 },
          result: { kind: 'output', index: 0 },
        },
        workgroups: flatWorkgroups(count),
      },
    ];
  },
  cases: [
    {
      title: 'embedding',
      inputs: [
        { dtype: 'f32', shape: [5, 6] },
        { dtype: 'i32', shape: [2, 3], data: Int32Array.of(0, 4, 2, -1, 3, 3) },
      ],
      attributes: { axis: 0 },
    },
    {
      title: 'inner axis',
      inputs: [
        { dtype: 'f32', shape: [2, 4, 3] },
        { dtype: 'i32', shape: [2] },
      ],
      attributes: { axis: 1 },
    },
  ],
});
