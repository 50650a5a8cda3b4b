import wgsl from '../../../shaders/ops/numbers-in.wgsl?raw';
import { fail } from '../../core/errors.ts';
import { floats } from '../case-data.ts';
import { flatWorkgroups } from '../kernel.ts';
import { defineOp } from '../op.ts';
import { elementCount, shapeText } from '../tensor.ts';

interface NumbersInAttributes {
  readonly [name: string]: string;
  /** Name of the uniform, as the program was given it. */
  readonly uniform: string;
}

/** Numbers that fit into a uniform on every device. @source WebGPU, maxUniformBufferBindingSize */
const MOST = 16_384;

/**
 * Numbers that the processor writes before a run, such as the code of a style: they lie in a uniform,
 * which goes to the GPU with the frame's others, and are latched by the run. Its input is the uniform
 * itself and takes no memory.
 */
export default defineOp<NumbersInAttributes>({
  name: 'numbers-in',
  infer([numbers]) {
    const count = elementCount(numbers?.shape ?? [0]);
    if (numbers?.dtype === 'f32' && count > 0 && count <= MOST) return [numbers];
    return fail({
      subject: 'Numbers given for a run',
      constraint: `be f32, 1 to ${MOST} of them`,
      got: `${numbers?.dtype ?? 'nothing'} ${shapeText(numbers?.shape ?? [])}`,
      remedy: 'give more of them as a buffer',
    });
  },
  reference: ([numbers]) => (numbers ? [numbers] : []),
  lower({ inputs: [numbers], attributes: { uniform } }) {
    const count = elementCount(numbers?.shape ?? []);
    const quads = Math.ceil(count / 4);
    return [
      {
        shader: { path: 'shaders/ops/numbers-in.wgsl', code: wgsl },
        constants: { COUNT: count, QUADS: quads },
        bindings: {
          given: { kind: 'uniform', name: uniform, floats: quads * 4 },
          result: { kind: 'output', index: 0 },
        },
        workgroups: flatWorkgroups(count),
      },
    ];
  },
  cases: [
    { title: 'a code', inputs: [floats(1, 100)], attributes: { uniform: 'code' } },
    { title: 'no whole vector', inputs: [floats(7)], attributes: { uniform: 'seven' } },
  ],
});
