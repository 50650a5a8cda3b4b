import { fail } from '../../core/errors.ts';
import { defineOp } from '../op.ts';
import { elementCount, shapeText } from '../tensor.ts';

/** The same numbers under another shape; one extent may be -1 and is worked out. */
export default defineOp<{ shape: readonly number[] }>({
  name: 'reshape',
  view: true,
  infer([x], { shape }) {
    if (!x) return [];
    const count = elementCount(x.shape);
    const known = shape.reduce((product, extent) => (extent < 0 ? product : product * extent), 1);
    const whole = shape.map((extent) => (extent < 0 ? count / known : extent));
    if (elementCount(whole) !== count || whole.some((extent) => !Number.isInteger(extent))) {
      fail({
        subject: 'A new shape',
        constraint: `hold the ${count} elements of ${shapeText(x.shape)}`,
        got: shapeText(shape),
        remedy: 'let one extent be -1',
      });
    }
    return [{ dtype: x.dtype, shape: whole }];
  },
  reference: ([x], _attributes, [type]) => (x && type ? [{ ...x, shape: type.shape }] : []),
  lower: () => [],
  cases: [
    {
      title: 'flatten',
      inputs: [{ dtype: 'f32', shape: [2, 3, 4, 5] }],
      attributes: { shape: [2, -1] },
    },
  ],
});
