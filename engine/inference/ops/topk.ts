import rankWgsl from '../../../shaders/ops/topk-rank.wgsl?raw';
import selectWgsl from '../../../shaders/ops/topk-select.wgsl?raw';
import { fail } from '../../core/errors.ts';
import { floats, wholes } from '../case-data.ts';
import { computeType, elementType, flatWorkgroups } from '../kernel.ts';
import { laneDispatch, laneShader } from '../lanes.ts';
import { type Lines, lineFunction, lineOffset, lineOn, linesOf } from '../lines.ts';
import { defineOp } from '../op.ts';
import { elementCount, type Shape, shapeText, type TensorType, zeros } from '../tensor.ts';

interface TopkAttributes {
  readonly [name: string]: number | boolean | undefined;
  readonly axis: number;
  readonly k: number;
  /** The smallest numbers, smallest first, rather than the largest. */
  readonly smallest?: boolean;
}

/** Lines up to this length are ranked by comparing all with all. */
const SHORT_LINE = 1024;

/** The lines of the results: those of the input, cut to `k`. */
function pickedLines(shape: Shape, { axis, k }: TopkAttributes): Lines {
  const lines = linesOf(shape, axis);
  if (Number.isInteger(k) && k >= 1 && k <= lines.extent) return { ...lines, extent: k };
  return fail({
    subject: `The k best of ${shapeText(shape)} along axis ${lines.axis}`,
    constraint: `be between 1 and ${lines.extent}`,
    got: k,
    remedy: 'ask for fewer',
  });
}

function pickedTypes(x: TensorType, attributes: TopkAttributes): TensorType[] {
  const { axis, extent } = pickedLines(x.shape, attributes);
  const shape = x.shape.map((one, i) => (i === axis ? extent : one));
  return [
    { dtype: x.dtype, shape },
    { dtype: 'i32', shape },
  ];
}

/**
 * The `k` best numbers of every line along an axis, best first, and their indices; of equal numbers
 * the first comes first.
 * @source ONNX operator TopK-11, always sorted
 */
export default defineOp<TopkAttributes>({
  name: 'topk',
  infer: ([x], attributes) => (x ? pickedTypes(x, attributes) : []),
  reference([x], attributes, [valueType, indexType]) {
    if (!x || !valueType || !indexType) return [];
    const lines = linesOf(x.shape, attributes.axis);
    const picked = pickedLines(x.shape, attributes);
    const [values, indices] = [zeros(valueType), zeros(indexType)];
    const sign = attributes.smallest ? 1 : -1;
    for (let row = 0; row < lines.rows; row++) {
      const order = lineOn(x.data, lines, row).map((value, i) => ({ value, i }));
      order.sort((a, b) => sign * (a.value - b.value) || a.i - b.i);
      order.slice(0, picked.extent).forEach(({ value, i }, place) => {
        values.data[lineOffset(picked, row, place)] = value;
        indices.data[lineOffset(picked, row, place)] = i;
      });
    }
    return [values, indices];
  },
  lower({ inputs: [x], attributes, limits }) {
    if (!x) return [];
    const lines = linesOf(x.shape, attributes.axis);
    const short = lines.extent <= SHORT_LINE;
    const count = elementCount(x.shape);
    const dispatch = short
      ? {
          constants: { COUNT: count, LENGTH: lines.extent },
          workgroups: flatWorkgroups(count),
        }
      : laneDispatch(
          { rows: lines.rows, length: lines.extent, contiguous: lines.inner === 1 },
          limits,
        );
    return [
      {
        shader: short
          ? { path: 'shaders/ops/topk-rank.wgsl', code: rankWgsl }
          : laneShader('shaders/ops/topk-select.wgsl', selectWgsl),
        constants: { ...dispatch.constants, K: attributes.k },
        functions: `alias Item = ${elementType(x.dtype)};
alias Number = ${computeType(x.dtype)};
fn better(a: Number, b: Number) -> bool { return a ${attributes.smallest ? '<' : '>'} b; }
${lineFunction('offset', lines)}
${lineFunction('picked', pickedLines(x.shape, attributes))}`,
        bindings: {
          source: { kind: 'input', index: 0 },
          values: { kind: 'output', index: 0 },
          indices: { kind: 'output', index: 1 },
        },
        workgroups: dispatch.workgroups,
      },
    ];
  },
  cases: [
    { title: 'last axis', inputs: [floats(3, 40)], attributes: { axis: -1, k: 5 } },
    { title: 'a whole line sorted', inputs: [floats(77)], attributes: { axis: 0, k: 77 } },
    {
      title: 'smallest of a middle axis',
      inputs: [floats(2, 19, 3)],
      attributes: { axis: 1, k: 4, smallest: true },
    },
    { title: 'equal numbers', inputs: [wholes(2, 30)], attributes: { axis: 1, k: 12 } },
    { title: 'long lines', inputs: [floats(2, 2500)], attributes: { axis: 1, k: 3 } },
    {
      title: 'long lines of equal numbers, smallest',
      inputs: [wholes(1300, 2)],
      attributes: { axis: 0, k: 5, smallest: true },
    },
  ],
});
