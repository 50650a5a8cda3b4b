import wgsl from '../../../shaders/ops/softmax.wgsl?raw';
import { floats, wave } from '../case-data.ts';
import { laneDispatch, laneShader } from '../lanes.ts';
import { lineFunction, lineOffset, lineOn, linesOf } from '../lines.ts';
import { defineOp } from '../op.ts';
import { zeros } from '../tensor.ts';

/**
 * Exponentials of the numbers along an axis, so that they sum to 1; or their logarithms.
 * @source ONNX operators Softmax-13, LogSoftmax-13
 */
export default defineOp<{ axis: number; log?: boolean }>({
  name: 'softmax',
  infer([x], { axis }) {
    if (!x) return [];
    linesOf(x.shape, axis);
    return [{ dtype: 'f32', shape: x.shape }];
  },
  reference([x], { axis, log = false }, [type]) {
    if (!x || !type) return [];
    const lines = linesOf(x.shape, axis);
    const result = zeros(type);
    for (let row = 0; row < lines.rows; row++) {
      const values = lineOn(x.data, lines, row);
      const largest = values.reduce((a, b) => Math.max(a, b));
      const total = values.reduce((sum, value) => sum + Math.exp(value - largest), 0);
      values.forEach((value, i) => {
        const share = log ? value - largest - Math.log(total) : Math.exp(value - largest) / total;
        result.data[lineOffset(lines, row, i)] = share;
      });
    }
    return [result];
  },
  lower({ inputs: [x], attributes: { axis, log = false }, limits }) {
    if (!x) return [];
    const lines = linesOf(x.shape, axis);
    const { constants, workgroups } = laneDispatch(
      { rows: lines.rows, length: lines.extent, contiguous: lines.inner === 1 },
      limits,
    );
    return [
      {
        shader: laneShader('shaders/ops/softmax.wgsl', wgsl),
        constants,
        functions: `${lineFunction('offset', lines)}
fn normalized(x: f32, total: f32) -> f32 { return ${log ? 'x - log(total)' : 'exp(x) / total'}; }`,
        bindings: { source: { kind: 'input', index: 0 }, result: { kind: 'output', index: 0 } },
        workgroups,
      },
    ];
  },
  cases: [
    { title: 'last axis', inputs: [floats(3, 5, 17)], attributes: { axis: -1 } },
    { title: 'long lines', inputs: [floats(3, 1030)], attributes: { axis: 1 } },
    { title: 'channels', inputs: [floats(2, 6, 5, 7)], attributes: { axis: 1 } },
    { title: 'logarithms', inputs: [floats(4, 60)], attributes: { axis: 1, log: true } },
    { title: 'large numbers', inputs: [wave([3, 70], 300)], attributes: { axis: 1 } },
    { title: 'one line', inputs: [floats(9)], attributes: { axis: 0 } },
  ],
});
