import wgsl from '../../../shaders/ops/activation.wgsl?raw';
import { ACTIVATIONS, activate, activationFunction, activationOf } from '../activations.ts';
import { flatWorkgroups } from '../kernel.ts';
import { layoutElements } from '../layouts.ts';
import { defineOp } from '../op.ts';

/** Applies a function to every number. Attributes as in `engine/inference/activations.ts`. */
export default defineOp<{ activation: string; alpha?: number; beta?: number }>({
  name: 'activation',
  infer: ([x], attributes) => {
    activationOf(attributes);
    return x ? [{ dtype: 'f32', shape: x.shape }] : [];
  },
  reference: ([x], attributes, [type]) => {
    const activation = activationOf(attributes);
    if (!x || !type) return [];
    return [
      {
        ...type,
        dtype: 'f32',
        data: Float32Array.from(x.data, (value) => activate(activation, value)),
      },
    ];
  },
  layouts: (_inputs, _outputs, given) => ({
    inputs: [given[0] ?? 'plain'],
    outputs: [given[0] ?? 'plain'],
  }),
  lower: ({ outputs, outputLayouts, attributes }) => {
    const [output] = outputs;
    if (!output) return [];
    const elements = layoutElements(output, outputLayouts[0] ?? 'plain');
    return [
      {
        shader: { path: 'shaders/ops/activation.wgsl', code: wgsl },
        constants: { COUNT: elements },
        functions: activationFunction(activationOf(attributes), 'f32'),
        bindings: { source: { kind: 'input', index: 0 }, result: { kind: 'output', index: 0 } },
        workgroups: flatWorkgroups(elements),
      },
    ];
  },
  cases: ACTIVATIONS.filter((name) => name !== 'none').map((activation) => ({
    title: activation,
    inputs: [{ dtype: 'f32', shape: [2, 5, 7, 3] }],
    attributes: { activation },
  })),
});
