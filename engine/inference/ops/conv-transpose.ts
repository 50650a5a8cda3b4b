import wgsl from '../../../shaders/ops/conv-transpose.wgsl?raw';
import groupedWgsl from '../../../shaders/ops/conv-transpose-grouped.wgsl?raw';
import { activationFunction, activationOf } from '../activations.ts';
import { floats, wave } from '../case-data.ts';
import { requireConstant } from '../constants.ts';
import { packBias, packWeights } from '../convolution/conv-weights.ts';
import {
  readTransposed,
  referenceTransposed,
  type Transposed,
  type TransposedAttributes,
  turnWeights,
} from '../convolution/transposed.ts';
import { flatWorkgroups } from '../kernel.ts';
import {
  defineOp,
  type KernelBuffer,
  type KernelCall,
  type KernelData,
  type Lowering,
} from '../op.ts';

function constantsOf(conv: Transposed): Record<string, number | string> {
  const { window, source, out } = conv;
  return {
    IN_H: `${source[0]}i`,
    IN_W: `${source[1]}i`,
    IN_CHANNELS: conv.inChannels,
    IN_PACKS: Math.ceil(conv.inChannels / 4),
    OUT_CHANNELS: conv.outChannels,
    OUT_PACKS: Math.ceil(conv.outChannels / 4),
    OUT_BLOCKS: Math.ceil(conv.outChannels / 8),
    OUT_H: out[0],
    OUT_W: out[1],
    KERNEL_H: window.kernel[0],
    KERNEL_W: window.kernel[1],
    TAPS: window.kernel[0] * window.kernel[1],
    STRIDE_H: `${window.strides[0]}i`,
    STRIDE_W: `${window.strides[1]}i`,
    DILATION_H: `${window.dilations[0]}i`,
    DILATION_W: `${window.dilations[1]}i`,
    PAD_TOP: `${window.pads[0]}i`,
    PAD_LEFT: `${window.pads[1]}i`,
  };
}

function bindingsOf(weights: KernelData, bias: KernelData): Record<string, KernelBuffer> {
  return {
    source: { kind: 'input', index: 0 },
    weights: { kind: 'data', name: 'weights', data: weights },
    bias: { kind: 'data', name: 'bias', data: bias },
    result: { kind: 'output', index: 0 },
  };
}

function packedCall(node: Lowering<TransposedAttributes>, conv: Transposed): KernelCall {
  const weights = requireConstant(node.constants[1], 'The weights of a transposed convolution');
  const bias = requireConstant(node.constants[2], 'The bias of a transposed convolution');
  const { out, window, batch, outChannels } = conv;
  const step = window.strides[1];
  return {
    shader: { path: 'shaders/ops/conv-transpose.wgsl', code: wgsl },
    constants: constantsOf(conv),
    functions: activationFunction(activationOf(node.attributes), 'vec4f'),
    bindings: bindingsOf(packWeights(turnWeights(weights)), packBias(bias)),
    workgroups: [
      Math.ceil((step * Math.ceil(out[1] / 4 / step)) / 8),
      Math.ceil(out[0] / 8),
      batch * Math.ceil(outChannels / 8),
    ],
  };
}

function groupedCall(node: Lowering<TransposedAttributes>, conv: Transposed): KernelCall {
  const weights = requireConstant(node.constants[1], 'The weights of a transposed convolution');
  const bias = requireConstant(node.constants[2], 'The bias of a transposed convolution');
  const count = conv.batch * conv.outChannels * conv.out[0] * conv.out[1];
  return {
    shader: { path: 'shaders/ops/conv-transpose-grouped.wgsl', code: groupedWgsl },
    constants: {
      ...constantsOf(conv),
      COUNT: count,
      GROUP_IN: conv.inChannels / conv.groups,
      GROUP_OUT: conv.outChannels / conv.groups,
    },
    functions: activationFunction(activationOf(node.attributes), 'f32'),
    bindings: bindingsOf(
      { type: 'real', values: Float32Array.from(weights.data) },
      { type: 'f32', values: Float32Array.from(bias.data) },
    ),
    workgroups: flatWorkgroups(count),
  };
}

/**
 * Two-dimensional transposed convolution with stride, dilation, output padding and groups.
 * @source ONNX operator ConvTranspose-11
 */
export default defineOp<TransposedAttributes>({
  name: 'conv-transpose',
  infer(inputs, attributes) {
    const { batch, outChannels, out } = readTransposed(inputs, attributes);
    activationOf(attributes);
    return [{ dtype: 'f32', shape: [batch, outChannels, ...out] }];
  },
  reference: (inputs, attributes) => [
    referenceTransposed(readTransposed(inputs, attributes), inputs, attributes),
  ],
  layouts(_inputs, _outputs, _given, { groups = 1 }) {
    const layout = groups === 1 ? 'c4' : 'plain';
    return { inputs: [layout, 'plain', 'plain'], outputs: [layout] };
  },
  lower(node) {
    const conv = readTransposed(node.inputs, node.attributes);
    return [conv.groups === 1 ? packedCall(node, conv) : groupedCall(node, conv)];
  },
  cases: [
    transposedCase('2x2, stride 2', [1, 6, 5, 7], [6, 5, 2, 2], { strides: [2, 2] }),
    transposedCase('3x3, stride 2, output padding', [2, 5, 6, 5], [5, 9, 3, 3], {
      strides: [2, 2],
      pads: [1, 1, 1, 1],
      outputPadding: [1, 1],
      activation: 'relu',
    }),
    transposedCase('4x4, stride 2', [1, 8, 5, 9], [8, 3, 4, 4], {
      strides: [2, 2],
      pads: [1, 1, 1, 1],
    }),
    transposedCase('stride 3 and 1, dilated, uneven pads', [1, 3, 4, 6], [3, 6, 3, 2], {
      strides: [3, 1],
      dilations: [1, 2],
      pads: [0, 1, 2, 0],
    }),
    transposedCase('stride 2, dilation 3', [1, 4, 5, 5], [4, 4, 3, 3], {
      strides: [2, 2],
      dilations: [3, 3],
    }),
    transposedCase('groups', [2, 6, 4, 5], [6, 2, 3, 3], {
      strides: [2, 2],
      groups: 3,
      activation: 'tanh',
    }),
    transposedCase('depthwise', [1, 5, 6, 4], [5, 1, 4, 4], {
      strides: [2, 2],
      pads: [1, 1, 1, 1],
      groups: 5,
    }),
  ],
});

function transposedCase(
  title: string,
  picture: readonly number[],
  weights: readonly number[],
  attributes: TransposedAttributes,
) {
  const outputs = (weights[1] ?? 1) * (attributes.groups ?? 1);
  return { title, inputs: [floats(...picture), wave(weights), wave([outputs])], attributes };
}
