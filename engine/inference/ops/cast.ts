import { fail } from '../../core/errors.ts';
import { floats, wholes } from '../case-data.ts';
import { defineOp } from '../op.ts';
import { keepLayout, pointwiseCall, pointwiseOnCpu } from '../pointwise.ts';
import { intTensor, type TensorType, tensor } from '../tensor.ts';

const LIMIT = 2147483647;

const TO: Readonly<Record<string, { dtype: 'f32' | 'i32'; apply: (x: number) => number }>> = {
  f32: { dtype: 'f32', apply: (x) => x },
  i32: { dtype: 'i32', apply: (x) => Math.min(Math.max(Math.trunc(x), -LIMIT - 1), LIMIT) },
  bool: { dtype: 'i32', apply: (x) => Number(x !== 0) },
};

function targetOf(name: string) {
  return (
    TO[name] ??
    fail({
      subject: 'The type of a cast',
      constraint: `be one of ${Object.keys(TO).join(', ')}`,
      got: name,
      remedy: 'use one of these',
    })
  );
}

function castType(x: TensorType, to: string): TensorType {
  if (x.dtype === 'i8') {
    fail({
      subject: 'The input of a cast',
      constraint: 'be f32 or i32',
      got: 'i8',
      remedy: 'use dequantize, which knows the scale',
    });
  }
  return { dtype: targetOf(to).dtype, shape: x.shape };
}

/**
 * Numbers of another type: to `i32` towards zero and held within its range, to `bool` 1 for all but
 * zero.
 * @source ONNX operator Cast-13
 */
export default defineOp<{ to: string }>({
  name: 'cast',
  infer: ([x], { to }) => (x ? [castType(x, to)] : []),
  reference: ([x], { to }, [type]) =>
    x && type ? [pointwiseOnCpu(x, type, targetOf(to).apply)] : [],
  layouts: keepLayout,
  lower(node) {
    const { to } = node.attributes;
    const value = to === 'bool' ? 'i32(x != Given(0))' : `${to}(x)`;
    return pointwiseCall(node, `fn apply(x: Given) -> ${targetOf(to).dtype} { return ${value}; }`);
  },
  cases: [
    {
      title: 'to whole numbers, towards zero',
      inputs: [tensor([2, 4], [-2.7, -1, -0.5, 0, 0.99, 1.5, 1234.9, -40000.5])],
      attributes: { to: 'i32' },
    },
    { title: 'to floats', inputs: [wholes(3, 5, 2)], attributes: { to: 'f32' } },
    { title: 'to floats, negative', inputs: [intTensor([2], [-5, 7])], attributes: { to: 'f32' } },
    {
      title: 'floats to booleans',
      inputs: [tensor([4], [0, 0.25, -3, 1])],
      attributes: { to: 'bool' },
    },
    { title: 'whole numbers to booleans', inputs: [wholes(17)], attributes: { to: 'bool' } },
    { title: 'to the same', inputs: [floats(2, 3, 4, 5)], attributes: { to: 'f32' } },
  ],
});
