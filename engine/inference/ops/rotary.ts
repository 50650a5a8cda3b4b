import wgsl from '../../../shaders/ops/rotary.wgsl?raw';
import { fail } from '../../core/errors.ts';
import { type Heads, placeOf, readHeads } from '../attention/heads.ts';
import {
  type RotaryAttributes,
  readRotary,
  turnBuffer,
  turnFunctions,
  turnOnCpu,
} from '../attention/rotary-turn.ts';
import { floats } from '../case-data.ts';
import { flatWorkgroups } from '../kernel.ts';
import { defineOp } from '../op.ts';
import { elementCount, intTensor, shapeText, type TensorType } from '../tensor.ts';

interface RotaryOpAttributes extends RotaryAttributes {
  readonly [name: string]: number | boolean | undefined;
  /** Heads of a rank-3 tensor. */
  readonly heads?: number;
}

function readInputs([x, position]: readonly TensorType[], attributes: RotaryOpAttributes) {
  const heads = readHeads(x, attributes.heads);
  if (position?.dtype !== 'i32' || elementCount(position.shape) !== 1) {
    fail({
      subject: 'The position of a rotation',
      constraint: 'be one i32: that of the first step',
      got: position ? `${position.dtype} ${shapeText(position.shape)}` : 'nothing',
      remedy: 'give one number',
    });
  }
  return { heads, rotary: readRotary(heads.size, attributes) };
}

/** WGSL of the step of a head, heads counted as they lie. */
function stepFunction({ heads, steps, strides, size }: Heads): string {
  const isInner = strides.step === size;
  const step = isInner ? `head % ${steps}u` : `(head / ${heads}u) % ${steps}u`;
  return `fn stepOf(head: u32) -> i32 { return i32(${step}); }`;
}

/**
 * Rotary positions: pairs of numbers of every head are turned by angles that grow with the position,
 * so that products of queries and keys depend on their distance. Inputs: the heads
 * (`engine/inference/attention/heads.ts`) and the position of the first step (i32 `[1]`).
 * @source J. Su et al., "RoFormer: Enhanced Transformer with Rotary Position Embedding", 2021; ONNX
 * operator RotaryEmbedding-23
 */
export default defineOp<RotaryOpAttributes>({
  name: 'rotary',
  infer(inputs, attributes) {
    readInputs(inputs, attributes);
    return inputs[0] ? [inputs[0]] : [];
  },
  reference(inputs, attributes, [type]) {
    const [x, position] = inputs;
    if (!x || !position || !type) return [];
    const { heads, rotary } = readInputs(inputs, attributes);
    const data = Float32Array.from(x.data);
    for (let batch = 0; batch < heads.batch; batch++) {
      for (let head = 0; head < heads.heads; head++) {
        for (let step = 0; step < heads.steps; step++) {
          const start = placeOf(heads, batch, head, step);
          turnOnCpu(data, start, (position.data[0] ?? 0) + step, rotary);
        }
      }
    }
    return [{ ...type, data }];
  },
  lower({ inputs, attributes }) {
    const { heads, rotary } = readInputs(inputs, attributes);
    const items = heads.size - rotary.half;
    const count = heads.batch * heads.heads * heads.steps * items;
    return [
      {
        shader: { path: 'shaders/ops/rotary.wgsl', code: wgsl },
        constants: { COUNT: count, ITEMS: items, HEAD: heads.size, HALF: rotary.half },
        functions: `${turnFunctions(rotary, 3)}\n${stepFunction(heads)}`,
        bindings: {
          source: { kind: 'input', index: 0 },
          position: { kind: 'input', index: 1 },
          result: { kind: 'output', index: 0 },
          turns: turnBuffer(rotary),
        },
        workgroups: flatWorkgroups(count),
      },
    ];
  },
  cases: [
    {
      title: 'halves, heads side by side',
      inputs: [floats(2, 5, 3 * 8), intTensor([1], [7])],
      attributes: { heads: 3 },
    },
    {
      title: 'neighbours, heads apart, late',
      inputs: [floats(2, 3, 5, 10), intTensor([1], [70_003])],
      attributes: { interleaved: true },
    },
    {
      title: 'part of a head, another base',
      inputs: [floats(1, 2, 4, 7), intTensor([1], [300])],
      attributes: { dimensions: 4, theta: 500 },
    },
  ],
});
