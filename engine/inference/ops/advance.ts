import wgsl from '../../../shaders/ops/advance.wgsl?raw';
import { fail } from '../../core/errors.ts';
import { wholes } from '../case-data.ts';
import { flatWorkgroups } from '../kernel.ts';
import { defineOp } from '../op.ts';
import { elementCount, intTensor } from '../tensor.ts';

/** Adds a known number to whole numbers in place: a position that goes on with every run. */
export default defineOp<{ by: number }>({
  name: 'advance',
  infer([counter], { by }) {
    if (counter?.dtype === 'i32' && Number.isInteger(by)) return [counter];
    return fail({
      subject: 'A counter that goes on',
      constraint: 'be i32, and go on by a whole number',
      got: `${counter?.dtype ?? 'nothing'} by ${by}`,
      remedy: 'use whole numbers',
    });
  },
  reference: ([counter], { by }) =>
    counter
      ? [
          intTensor(
            counter.shape,
            Array.from(counter.data, (value) => value + by),
          ),
        ]
      : [],
  updates: [[0, 0]],
  lower({ inputs: [counter], attributes: { by } }) {
    const count = elementCount(counter?.shape ?? []);
    return [
      {
        shader: { path: 'shaders/ops/advance.wgsl', code: wgsl },
        constants: { COUNT: count, STEP: `${by}i` },
        bindings: { counter: { kind: 'output', index: 0 } },
        workgroups: flatWorkgroups(count),
      },
    ];
  },
  cases: [
    { title: 'forward', inputs: [wholes(1)], attributes: { by: 7 } },
    { title: 'several, back', inputs: [wholes(70)], attributes: { by: -2 } },
  ],
});
