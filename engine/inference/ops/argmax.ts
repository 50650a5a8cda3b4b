import wgsl from '../../../shaders/ops/argmax.wgsl?raw';
import { floats, wholes } from '../case-data.ts';
import { computeType, elementType } from '../kernel.ts';
import { laneDispatch, laneShader } from '../lanes.ts';
import { lineFunction, lineOn, linesOf } from '../lines.ts';
import { defineOp } from '../op.ts';
import { intTensor } from '../tensor.ts';

interface ArgmaxAttributes {
  readonly [name: string]: number | boolean | undefined;
  readonly axis: number;
  /** Whether the axis stays with extent 1; true when absent. */
  readonly keepdims?: boolean;
  /** Of equal numbers, the last one rather than the first. */
  readonly selectLast?: boolean;
  /** Where the smallest number is, rather than the largest. */
  readonly smallest?: boolean;
}

/**
 * Index of the largest (or smallest) number of every line along an axis.
 * @source ONNX operators ArgMax-13, ArgMin-13
 */
export default defineOp<ArgmaxAttributes>({
  name: 'argmax',
  infer([x], { axis, keepdims = true }) {
    if (!x) return [];
    const lines = linesOf(x.shape, axis);
    const shape = x.shape.flatMap((extent, i) =>
      i === lines.axis ? (keepdims ? [1] : []) : [extent],
    );
    return [{ dtype: 'i32', shape }];
  },
  reference([x], { axis, selectLast = false, smallest = false }, [type]) {
    if (!x || !type) return [];
    const lines = linesOf(x.shape, axis);
    const found = Array.from({ length: lines.rows }, (_, row) => {
      const values = lineOn(x.data, lines, row);
      const best = values.reduce((a, b) => (smallest ? Math.min(a, b) : Math.max(a, b)));
      return selectLast ? values.lastIndexOf(best) : values.indexOf(best);
    });
    return [intTensor(type.shape, found)];
  },
  lower({ inputs: [x], attributes, limits }) {
    if (!x) return [];
    const lines = linesOf(x.shape, attributes.axis);
    const { constants, workgroups } = laneDispatch(
      { rows: lines.rows, length: lines.extent, contiguous: lines.inner === 1 },
      limits,
    );
    return [
      {
        shader: laneShader('shaders/ops/argmax.wgsl', wgsl),
        constants: { ...constants, LAST: attributes.selectLast ? 1 : 0 },
        functions: `alias Source = ${elementType(x.dtype)};
alias Number = ${computeType(x.dtype)};
fn better(a: Number, b: Number) -> bool { return a ${attributes.smallest ? '<' : '>'} b; }
${lineFunction('offset', lines)}`,
        bindings: { source: { kind: 'input', index: 0 }, result: { kind: 'output', index: 0 } },
        workgroups,
      },
    ];
  },
  cases: [
    { title: 'last axis', inputs: [floats(7, 33)], attributes: { axis: -1 } },
    { title: 'a long line', inputs: [floats(2, 3001)], attributes: { axis: 1, keepdims: false } },
    { title: 'channels', inputs: [floats(2, 21, 5, 7)], attributes: { axis: 1 } },
    {
      title: 'the first of equal numbers',
      inputs: [wholes(5, 70)],
      attributes: { axis: 1, keepdims: false },
    },
    {
      title: 'the last of equal numbers, smallest',
      inputs: [wholes(5, 70, 3)],
      attributes: { axis: -2, selectLast: true, smallest: true },
    },
  ],
});
