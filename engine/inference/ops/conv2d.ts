import depthwiseWgsl from '../../../shaders/ops/conv2d-depthwise.wgsl?raw';
import directWgsl from '../../../shaders/ops/conv2d-direct.wgsl?raw';
import groupedWgsl from '../../../shaders/ops/conv2d-grouped.wgsl?raw';
import { activationFunction } from '../activations.ts';
import {
  type ConvAttributes,
  type Convolution,
  convolutionType,
  isDepthwise,
  isPackable,
  readConvolution,
} from '../convolution/conv-attributes.ts';
import {
  constantsOf,
  loadFunctions,
  parametersOf,
  storeFunctions,
} from '../convolution/conv-functions.ts';
import { referenceConvolution } from '../convolution/conv-reference.ts';
import { convVariants, readVariant } from '../convolution/conv-variants.ts';
import { packBias, packDepthwise, packWeights } from '../convolution/conv-weights.ts';
import { planarConvolution } from '../convolution/planar.ts';
import { winogradConvolution } from '../convolution/winograd.ts';
import { flatWorkgroups } from '../kernel.ts';
import { defineOp, type KernelCall, type Lowering } from '../op.ts';
import { type CpuTensor, elementCount, type TensorType } from '../tensor.ts';
import { padFunction } from '../window.ts';

function packedCall(node: Lowering<ConvAttributes>, conv: Convolution): KernelCall {
  const depthwise = isDepthwise(conv);
  const { weights, bias } = parametersOf(node);
  const load = loadFunctions(conv, 5);
  const store = storeFunctions(conv, 4, conv.inputActivation);
  const outPacks = Math.ceil(conv.outChannels / 4);
  return {
    shader: depthwise
      ? { path: 'shaders/ops/conv2d-depthwise.wgsl', code: depthwiseWgsl }
      : { path: 'shaders/ops/conv2d-direct.wgsl', code: directWgsl },
    constants: { ...constantsOf(conv), OUT_BLOCKS: Math.ceil(outPacks / 2) },
    functions: `${load.functions}\n${store.functions}`,
    bindings: {
      source: { kind: 'input', index: 0 },
      weights: {
        kind: 'data',
        name: 'weights',
        data: depthwise ? packDepthwise(weights) : packWeights(weights),
      },
      bias: { kind: 'data', name: 'bias', data: packBias(bias) },
      result: { kind: 'output', index: 0 },
      ...store.bindings,
      ...load.bindings,
    },
    workgroups: [
      Math.ceil(depthwise ? conv.out[1] / 8 : conv.out[1] / 32),
      Math.ceil(conv.out[0] / 8),
      conv.batch * (depthwise ? outPacks : Math.ceil(outPacks / 2)),
    ],
  };
}

function groupedCall(node: Lowering<ConvAttributes>, conv: Convolution): KernelCall {
  const count = elementCount(convolutionType(conv).shape);
  const { weights, bias } = parametersOf(node);
  return {
    shader: { path: 'shaders/ops/conv2d-grouped.wgsl', code: groupedWgsl },
    constants: {
      ...constantsOf(conv),
      COUNT: count,
      GROUP_IN: conv.inChannels / conv.groups,
      GROUP_OUT: conv.outChannels / conv.groups,
    },
    functions: `${padFunction(conv.padMode)}\n${activationFunction(conv.activation, 'f32')}`,
    bindings: {
      source: { kind: 'input', index: 0 },
      weights: {
        kind: 'data',
        name: 'weights',
        data: { type: 'real', values: Float32Array.from(weights.data) },
      },
      bias: {
        kind: 'data',
        name: 'bias',
        data: { type: 'f32', values: Float32Array.from(bias.data) },
      },
      result: { kind: 'output', index: 0 },
    },
    workgroups: flatWorkgroups(count),
  };
}

function lowerVariant(
  node: Lowering<ConvAttributes>,
  conv: Convolution,
  variant: string,
): KernelCall[] {
  if (variant === 'direct') return [packedCall(node, conv)];
  const { kind, block } = readVariant(variant, conv, node.limits);
  if (kind === 'planar') return planarConvolution(node, conv, block);
  return winogradConvolution(node, conv, { outputs: kind === 'winograd4' ? 4 : 2, block });
}

/**
 * Two-dimensional convolution with stride, dilation, groups and three kinds of padding; takes over
 * neighbouring work as its attributes say.
 */
export default defineOp<ConvAttributes>({
  name: 'conv2d',
  infer: (inputs, attributes) => [convolutionType(readConvolution(inputs, attributes))],
  reference: (inputs, attributes) => [
    referenceConvolution(readConvolution(inputs, attributes), inputs),
  ],
  layouts(inputs, _outputs, _given, attributes) {
    const conv = readConvolution(inputs, attributes);
    const layout = isPackable(conv) ? 'c4' : 'plain';
    return {
      inputs: inputs.map((_, i) => (i === 0 || i === conv.residual ? layout : 'plain')),
      outputs: [layout],
    };
  },
  lower(node) {
    const conv = readConvolution(node.inputs, node.attributes);
    if (!isPackable(conv)) return [groupedCall(node, conv)];
    const [standard = 'direct'] = convVariants(conv, node.limits);
    return lowerVariant(node, conv, node.variant ?? standard);
  },
  variants(node) {
    const conv = readConvolution(node.inputs, node.attributes);
    return isPackable(conv) ? convVariants(conv, node.limits) : [];
  },
  cases: [
    convCase('3x3', [1, 3, 9, 11], [6, 3, 3, 3], { pads: [1, 1, 1, 1] }),
    convCase('1x1', [2, 8, 5, 6], [10, 8, 1, 1], {}),
    convCase('stride 2, uneven pads', [1, 5, 13, 10], [7, 5, 3, 3], {
      strides: [2, 2],
      pads: [0, 1, 1, 0],
    }),
    convCase('dilation 2', [1, 4, 12, 12], [4, 4, 3, 3], { dilations: [2, 2], pads: [2, 2, 2, 2] }),
    convCase('9x9 reflect', [1, 3, 12, 14], [4, 3, 9, 9], {
      pads: [4, 4, 4, 4],
      padMode: 'reflect',
    }),
    convCase('replicate', [1, 6, 7, 5], [9, 6, 3, 5], { pads: [1, 2, 1, 2], padMode: 'replicate' }),
    convCase('depthwise', [2, 7, 9, 8], [7, 1, 3, 3], {
      groups: 7,
      pads: [1, 1, 1, 1],
      activation: 'relu6',
    }),
    convCase('groups', [1, 6, 7, 7], [8, 3, 3, 3], {
      groups: 2,
      pads: [1, 1, 1, 1],
      activation: 'relu',
    }),
    convCase('upsampled', [1, 8, 5, 6], [6, 8, 3, 3], {
      upsample: 2,
      pads: [1, 1, 1, 1],
      padMode: 'reflect',
    }),
    convCase('all of it', [2, 8, 7, 9], [8, 8, 3, 3], {
      pads: [1, 1, 1, 1],
      residual: true,
      normalize: true,
      inputActivation: 'relu',
      activation: 'tanh',
    }),
  ],
});

function convCase(
  title: string,
  picture: readonly [number, number, number, number],
  weights: readonly [number, number, number, number],
  attributes: ConvAttributes,
) {
  const type = (shape: readonly number[]): TensorType => ({ dtype: 'f32', shape });
  const known = (shape: readonly number[]): CpuTensor => ({
    ...type(shape),
    // A fixed wave: cases must not depend on a generator.
    data: Float32Array.from(
      { length: elementCount(shape) },
      (_, i) => Math.sin(i * 1.7 + 0.3) * 0.4,
    ),
  });
  const inputs = [type(picture), known(weights), known([weights[0]])];
  const { out } = readConvolution(inputs, { ...attributes, residual: false, normalize: false });
  if (attributes.residual) inputs.push(type([picture[0], weights[0], out[0], out[1]]));
  if (attributes.normalize)
    inputs.push(type([picture[0], picture[1]]), type([picture[0], picture[1]]));
  return { title, inputs, attributes };
}
