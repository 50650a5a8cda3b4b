import { fail } from '../../core/errors.ts';
import { floats, wholes } from '../case-data.ts';
import { walk } from '../move.ts';
import { defineOp } from '../op.ts';
import { lowerReduction } from '../reduction/reduce-kernels.ts';
import { REDUCE_OPERATORS, reduceOperatorOf } from '../reduction/reduce-operators.ts';
import { reducedType, reduceRows } from '../reduction/reduce-rows.ts';
import { type TensorType, tensor } from '../tensor.ts';

interface ReduceAttributes {
  readonly [name: string]: number | string | boolean | readonly number[] | undefined;
  /** A name of {@link REDUCE_OPERATORS}. */
  readonly operator: string;
  readonly axes?: readonly number[];
  readonly keepdims?: boolean;
}

function checkType({ dtype }: TensorType, operator: string): void {
  const { whole = false } = reduceOperatorOf(operator);
  if (dtype === 'f32' || (dtype === 'i32' && whole)) return;
  fail({
    subject: `The input of the reduction ${operator}`,
    constraint: whole ? 'be f32 or i32' : 'be f32',
    got: dtype,
    remedy: 'cast it',
  });
}

/** Sums, means, extremes and norms over any axes. @source ONNX operators Reduce* (18) */
export default defineOp<ReduceAttributes>({
  name: 'reduce',
  infer([x], attributes) {
    if (!x) return [];
    checkType(x, attributes.operator);
    return [reducedType(x, attributes)];
  },
  reference([x], attributes, [type]) {
    if (!x || !type) return [];
    const { kept, reduced } = reduceRows(x.shape, attributes);
    const { apply } = reduceOperatorOf(attributes.operator);
    const results: number[] = [];
    walk(kept.shape, kept, (base) => {
      const values: number[] = [];
      walk(reduced.shape, { ...reduced, base }, (at) => values.push(x.data[at] ?? 0));
      results.push(apply(values));
    });
    const data = type.dtype === 'i32' ? Int32Array.from(results) : Float32Array.from(results);
    return [{ ...type, data }];
  },
  layouts([x], _outputs, [given], attributes) {
    const packed = given === 'c4' && x && reduceRows(x.shape, attributes).planes;
    return { inputs: [packed ? 'c4' : 'plain'], outputs: ['plain'] };
  },
  lower: ({ inputs: [x], inputLayouts: [layout = 'plain'], attributes, limits }) =>
    x
      ? lowerReduction({
          x,
          layout,
          limits,
          rows: reduceRows(x.shape, attributes),
          operator: attributes.operator,
        })
      : [],
  cases: [
    ...Object.entries(REDUCE_OPERATORS).flatMap(([operator, { whole = false }]) => [
      {
        title: `${operator} of a middle axis`,
        // Positive, so that sums have logarithms.
        inputs: [
          tensor(
            [3, 7, 4],
            Array.from({ length: 84 }, (_, i) => 0.2 + ((i * 37) % 19) / 9),
          ),
        ],
        attributes: { operator, axes: [1] },
      },
      ...(whole
        ? [
            {
              title: `${operator} of whole numbers`,
              inputs: [wholes(4, 11)],
              attributes: { operator, axes: [-1], keepdims: false },
            },
          ]
        : []),
    ]),
    {
      title: 'sum of everything',
      inputs: [floats(3, 50, 7)],
      attributes: { operator: 'sum', keepdims: false },
    },
    {
      title: 'two axes apart, one from the end',
      inputs: [floats(3, 5, 2, 4, 6)],
      attributes: { operator: 'mean', axes: [1, -1], keepdims: false },
    },
    {
      title: 'planes of pictures',
      inputs: [floats(2, 6, 9, 11)],
      attributes: { operator: 'mean', axes: [2, 3] },
    },
    {
      title: 'few rows, cut in parts',
      inputs: [floats(2, 9001)],
      attributes: { operator: 'logSumExp', axes: [1] },
    },
    {
      title: 'few planes, cut in parts',
      inputs: [floats(1, 3, 97, 101)],
      attributes: { operator: 'max', axes: [2, 3] },
    },
    {
      title: 'many short rows',
      inputs: [floats(999, 5)],
      attributes: { operator: 'l2', axes: [1] },
    },
  ],
});
