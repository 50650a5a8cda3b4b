import wgsl from '../../../shaders/ops/cumsum.wgsl?raw';
import { floats, wholes } from '../case-data.ts';
import { computeType, elementType } from '../kernel.ts';
import { laneDispatch, laneShader } from '../lanes.ts';
import { lineFunction, lineOffset, lineOn, linesOf } from '../lines.ts';
import { defineOp } from '../op.ts';
import { zeros } from '../tensor.ts';

interface CumsumAttributes {
  readonly [name: string]: number | boolean | undefined;
  readonly axis: number;
  /** Whether each sum leaves out the number at its own place. */
  readonly exclusive?: boolean;
  /** Whether sums run from the end. */
  readonly reverse?: boolean;
}

/** Running sums along an axis. @source ONNX operator CumSum-14 */
export default defineOp<CumsumAttributes>({
  name: 'cumsum',
  infer([x], { axis }) {
    if (!x) return [];
    linesOf(x.shape, axis);
    return [{ dtype: x.dtype, shape: x.shape }];
  },
  reference([x], { axis, exclusive = false, reverse = false }, [type]) {
    if (!x || !type) return [];
    const lines = linesOf(x.shape, axis);
    const result = zeros(type);
    for (let row = 0; row < lines.rows; row++) {
      const values = lineOn(x.data, lines, row);
      values.forEach((_, i) => {
        const summed = values.filter(
          (_value, k) => (reverse ? k > i : k < i) || (k === i && !exclusive),
        );
        result.data[lineOffset(lines, row, i)] = summed.reduce((sum, value) => sum + value, 0);
      });
    }
    return [result];
  },
  lower({ inputs: [x], attributes: { axis, exclusive, reverse }, limits }) {
    if (!x) return [];
    const lines = linesOf(x.shape, axis);
    const { constants, workgroups } = laneDispatch(
      { rows: lines.rows, length: lines.extent, contiguous: lines.inner === 1 },
      limits,
    );
    const place = reverse ? `${lines.extent - 1}u - i` : 'i';
    return [
      {
        shader: laneShader('shaders/ops/cumsum.wgsl', wgsl),
        constants: {
          ...constants,
          STRETCH: Math.ceil(lines.extent / (constants.LANES ?? 1)),
          EXCLUSIVE: exclusive ? 1 : 0,
        },
        functions: `alias Item = ${elementType(x.dtype)};
alias Number = ${computeType(x.dtype)};
${lineFunction('lineOffset', lines)}
fn offset(row: u32, i: u32) -> u32 { return lineOffset(row, ${place}); }`,
        bindings: { source: { kind: 'input', index: 0 }, result: { kind: 'output', index: 0 } },
        workgroups,
      },
    ];
  },
  cases: [
    { title: 'last axis', inputs: [floats(5, 77)], attributes: { axis: -1 } },
    {
      title: 'exclusive and backwards, middle axis',
      inputs: [floats(2, 33, 4)],
      attributes: { axis: 1, exclusive: true, reverse: true },
    },
    { title: 'whole numbers', inputs: [wholes(700)], attributes: { axis: 0, exclusive: true } },
    { title: 'short lines', inputs: [floats(30, 3)], attributes: { axis: 1, reverse: true } },
  ],
});
