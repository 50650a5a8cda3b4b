import wgsl from '../../../shaders/ops/random.wgsl?raw';
import { fail } from '../../core/errors.ts';
import { wholes } from '../case-data.ts';
import { flatWorkgroups } from '../kernel.ts';
import { defineOp } from '../op.ts';
import { elementCount, intTensor, shapeText, tensor } from '../tensor.ts';

/** A well-mixed whole number. @source C. Wellons, "Prospecting for Hash Functions", 2018 */
function mixed(number: number): number {
  let x = number >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** Number `i` of those that the op gives for a seed and a counter. */
export function randomNumber(seed: number, counter: number, i = 0): number {
  return (mixed(mixed(mixed(seed) + counter) + i) >>> 8) / 2 ** 24;
}

/**
 * Numbers from 0 to below 1 that follow from a seed and a counter (each i32 `[1]`), such as the
 * position that a token is drawn for: the same on every device, and never from a clock.
 */
export default defineOp<{ count: number }>({
  name: 'random',
  infer(inputs, { count }) {
    const fit = inputs.every(({ dtype, shape }) => dtype === 'i32' && elementCount(shape) === 1);
    if (inputs.length !== 2 || !fit || !(count > 0)) {
      fail({
        subject: 'Random numbers',
        constraint: 'be one or more, from a seed and a counter of one i32 each',
        got: `${count} from ${inputs.map(({ dtype, shape }) => `${dtype} ${shapeText(shape)}`).join(', ')}`,
        remedy: 'correct the inputs',
      });
    }
    return [{ dtype: 'f32', shape: [count] }];
  },
  reference([seed, counter], { count }) {
    const [from = 0, at = 0] = [seed?.data[0], counter?.data[0]];
    return [
      tensor(
        [count],
        Float32Array.from({ length: count }, (_, i) => randomNumber(from, at, i)),
      ),
    ];
  },
  lower: ({ attributes: { count } }) => [
    {
      shader: { path: 'shaders/ops/random.wgsl', code: wgsl },
      constants: { COUNT: count },
      bindings: {
        seed: { kind: 'input', index: 0 },
        counter: { kind: 'input', index: 1 },
        result: { kind: 'output', index: 0 },
      },
      workgroups: flatWorkgroups(count),
    },
  ],
  cases: [
    {
      title: 'a negative seed and a large counter',
      inputs: [intTensor([1], [-5]), intTensor([1], [2 ** 31 - 1])],
      attributes: { count: 70 },
    },
    { title: 'one number', inputs: [wholes(1), wholes(1)], attributes: { count: 1 } },
  ],
});
