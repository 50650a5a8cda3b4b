import wgsl from '../../../shaders/ops/tensor-scatter.wgsl?raw';
import { fail } from '../../core/errors.ts';
import { cacheModeOf, cacheRow, cacheRowFunction } from '../attention/cache-rows.ts';
import { floats, wholes } from '../case-data.ts';
import { elementType, flatWorkgroups } from '../kernel.ts';
import { defineOp } from '../op.ts';
import { elementCount, intTensor, normalizeAxis, shapeText, type TensorType } from '../tensor.ts';

interface ScatterAttributes {
  readonly [name: string]: number | string | undefined;
  readonly axis: number;
  /** `linear` (rows behind the end are dropped) unless given; or `circular`. */
  readonly mode?: string;
  /** Added to the position; 0 unless given. */
  readonly offset?: number;
}

/** A scatter as extents: before the axis, of the axis in both, behind it. */
function readScatter([kept, update, position]: readonly TensorType[], axis: number) {
  const shape = kept?.shape ?? [];
  const at = normalizeAxis(axis, shape.length);
  const fits =
    kept &&
    update?.dtype === kept.dtype &&
    position?.dtype === 'i32' &&
    elementCount(position.shape) === 1 &&
    update.shape.length === shape.length &&
    update.shape.every((extent, i) => (i === at ? extent <= (shape[i] ?? 0) : extent === shape[i]));
  if (!fits) {
    return fail({
      subject: `Rows that are written along axis ${axis}`,
      constraint: 'fit the tensor in all other axes, and come with one i32 position',
      got: [kept, update, position]
        .map((type) => (type ? `${type.dtype} ${shapeText(type.shape)}` : 'nothing'))
        .join(', '),
      remedy: 'correct the shapes',
    });
  }
  return {
    type: { dtype: kept.dtype, shape },
    outer: elementCount(shape.slice(0, at)),
    extent: shape[at] ?? 1,
    rows: update.shape[at] ?? 1,
    inner: elementCount(shape.slice(at + 1)),
  };
}

/**
 * Writes rows into a tensor in place, from a position on that is known at run time: a cache that
 * grows by what each run adds. Inputs: the tensor, the rows, the position (i32 `[1]`).
 * @source ONNX operator TensorScatter-24, with one position for the batch
 */
export default defineOp<ScatterAttributes>({
  name: 'tensor-scatter',
  infer: (inputs, { axis, mode }) => {
    cacheModeOf(mode);
    return [readScatter(inputs, axis).type];
  },
  reference(inputs, { axis, mode, offset = 0 }, [type]) {
    const [kept, update, position] = inputs;
    if (!kept || !update || !position || !type) return [];
    const { outer, extent, rows, inner } = readScatter(inputs, axis);
    const data = kept.data.slice();
    for (let o = 0; o < outer; o++) {
      for (let row = 0; row < rows; row++) {
        const to = cacheRow((position.data[0] ?? 0) + offset + row, extent, cacheModeOf(mode));
        if (to < 0) continue;
        const from = (o * rows + row) * inner;
        data.set(update.data.subarray(from, from + inner), (o * extent + to) * inner);
      }
    }
    return [{ ...type, data }];
  },
  updates: [[0, 0]],
  lower({ inputs, attributes: { axis, mode, offset = 0 } }) {
    const { type, extent, rows, inner } = readScatter(inputs, axis);
    const count = elementCount(inputs[1]?.shape ?? []);
    return [
      {
        shader: { path: 'shaders/ops/tensor-scatter.wgsl', code: wgsl },
        constants: { COUNT: count, EXTENT: extent, ROWS: rows, INNER: inner, OFFSET: `${offset}i` },
        functions: `alias Item = ${elementType(type.dtype)};
${cacheRowFunction(extent, cacheModeOf(mode))}`,
        bindings: {
          update: { kind: 'input', index: 1 },
          position: { kind: 'input', index: 2 },
          kept: { kind: 'output', index: 0 },
        },
        workgroups: flatWorkgroups(count),
      },
    ];
  },
  cases: [
    {
      title: 'rows within the tensor',
      inputs: [floats(2, 7, 3), floats(2, 2, 3), intTensor([1], [4])],
      attributes: { axis: 1 },
    },
    {
      title: 'rows that reach behind the end are dropped',
      inputs: [floats(5, 4), floats(3, 4), intTensor([1], [3])],
      attributes: { axis: 0 },
    },
    {
      title: 'rows that go round, whole numbers',
      inputs: [wholes(1, 5, 2), wholes(1, 3, 2), intTensor([1], [16])],
      attributes: { axis: -2, mode: 'circular', offset: 2 },
    },
  ],
});
