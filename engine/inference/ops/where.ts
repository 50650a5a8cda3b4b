import wgsl from '../../../shaders/ops/where.wgsl?raw';
import { fail } from '../../core/errors.ts';
import { floats, wholes } from '../case-data.ts';
import { elementType, flatWorkgroups, offsetFunction } from '../kernel.ts';
import { walk } from '../move.ts';
import { defineOp } from '../op.ts';
import {
  broadcastShapes,
  broadcastStrides,
  elementCount,
  shapeText,
  type TensorType,
  zeros,
} from '../tensor.ts';

function chosenType(inputs: readonly TensorType[]): TensorType {
  const [condition, a, b] = inputs;
  if (!condition || !a || !b || condition.dtype !== 'i32' || a.dtype !== b.dtype) {
    return fail({
      subject: 'A choice',
      constraint: 'have a condition (i32) and two tensors of one type',
      got: inputs.map(({ dtype, shape }) => `${dtype} ${shapeText(shape)}`).join(', '),
      remedy: 'cast them',
    });
  }
  if (a.dtype === 'i8') {
    fail({
      subject: 'The sides of a choice',
      constraint: 'be f32 or i32',
      got: 'i8',
      remedy: 'dequantize them',
    });
  }
  const shape = broadcastShapes(broadcastShapes(condition.shape, a.shape), b.shape);
  return { dtype: a.dtype, shape };
}

/**
 * The second input where the first is not 0, else the third; broadcast by NumPy's rule.
 * @source ONNX operator Where-16
 */
export default defineOp<Record<string, never>>({
  name: 'where',
  infer: (inputs) => [chosenType(inputs)],
  reference(inputs, _attributes, [type]) {
    if (!type) return [];
    const result = zeros(type);
    const offsets = inputs.map(({ shape }) => {
      const places: number[] = [];
      walk(type.shape, { strides: broadcastStrides(shape, type.shape) }, (at) => places.push(at));
      return places;
    });
    for (let i = 0; i < result.data.length; i++) {
      const side = inputs[0]?.data[offsets[0]?.[i] ?? 0] ? 1 : 2;
      result.data[i] = inputs[side]?.data[offsets[side]?.[i] ?? 0] ?? 0;
    }
    return [result];
  },
  lower({ inputs, outputs: [type] }) {
    if (!type) return [];
    const count = elementCount(type.shape);
    const names = ['conditionOffset', 'leftOffset', 'rightOffset'];
    return [
      {
        shader: { path: 'shaders/ops/where.wgsl', code: wgsl },
        constants: { COUNT: count },
        functions: [
          `alias Item = ${elementType(type.dtype)};`,
          ...inputs.map(({ shape }, i) =>
            offsetFunction(names[i] ?? '', type.shape, broadcastStrides(shape, type.shape)),
          ),
        ].join('\n'),
        bindings: {
          condition: { kind: 'input', index: 0 },
          left: { kind: 'input', index: 1 },
          right: { kind: 'input', index: 2 },
          result: { kind: 'output', index: 0 },
        },
        workgroups: flatWorkgroups(count),
      },
    ];
  },
  cases: [
    {
      title: 'equal shapes',
      inputs: [wholes(3, 7), floats(3, 7), floats(3, 7)],
      attributes: {},
    },
    {
      title: 'all three broadcast',
      inputs: [wholes(5, 1), floats(2, 1, 1, 3), floats(4, 1, 1)],
      attributes: {},
    },
    {
      title: 'a mask and a scalar, whole numbers',
      inputs: [wholes(2, 9), wholes(), wholes(2, 9)],
      attributes: {},
    },
  ],
});
