import { floats, wholes } from '../case-data.ts';
import { floatText } from '../kernel.ts';
import { defineOp } from '../op.ts';
import { keepLayout, pointwiseCall, pointwiseOnCpu } from '../pointwise.ts';
import type { DType } from '../tensor.ts';

/** A bound as WGSL of a type. */
function boundText(bound: number, dtype: DType): string {
  if (dtype === 'f32') return floatText(bound);
  const whole = Math.min(Math.max(Math.trunc(bound), -2147483647), 2147483647);
  return `i32(${whole})`;
}

/**
 * Every number held between two bounds; where they cross, the upper one holds.
 * @source ONNX operator Clip-13
 */
export default defineOp<{ min?: number; max?: number }>({
  name: 'clip',
  infer: ([x]) => (x ? [{ dtype: x.dtype, shape: x.shape }] : []),
  reference: ([x], { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }, [type]) =>
    x && type ? [pointwiseOnCpu(x, type, (v) => Math.min(Math.max(v, min), max))] : [],
  layouts: keepLayout,
  lower(node) {
    const { min, max } = node.attributes;
    const dtype = node.outputs[0]?.dtype ?? 'f32';
    const above = min === undefined ? 'x' : `max(x, ${boundText(min, dtype)})`;
    const within = max === undefined ? above : `min(${above}, ${boundText(max, dtype)})`;
    return pointwiseCall(node, `fn apply(x: Given) -> Given { return ${within}; }`);
  },
  cases: [
    { title: 'both bounds', inputs: [floats(2, 5, 7, 3)], attributes: { min: -0.5, max: 1 } },
    { title: 'a lower bound', inputs: [floats(33)], attributes: { min: 0.25 } },
    { title: 'an upper bound', inputs: [floats(3, 11)], attributes: { max: -0.25 } },
    { title: 'crossed bounds', inputs: [floats(9)], attributes: { min: 1, max: -1 } },
    { title: 'whole numbers', inputs: [wholes(4, 5)], attributes: { min: 1, max: 2 } },
  ],
});
