import depthwiseWgsl from '../../../shaders/ops/conv2d-depthwise.wgsl?raw';
import directWgsl from '../../../shaders/ops/conv2d-direct.wgsl?raw';
import groupedWgsl from '../../../shaders/ops/conv2d-grouped.wgsl?raw';
import { fail } from '../../core/errors.ts';
import { activationFunction } from '../activations.ts';
import {
  type ConvAttributes,
  type Convolution,
  convolutionType,
  isDepthwise,
  isPackable,
  readConvolution,
} from '../convolution/conv-attributes.ts';
import { referenceConvolution } from '../convolution/conv-reference.ts';
import { packBias, packDepthwise, packWeights } from '../convolution/conv-weights.ts';
import { flatWorkgroups } from '../kernel.ts';
import { defineOp, type KernelBuffer, type KernelCall, type Lowering } from '../op.ts';
import { type CpuTensor, elementCount, type TensorType } from '../tensor.ts';
import { padFunction } from '../window.ts';

function constantsOf(conv: Convolution): Record<string, number | string> {
  const { window, source, upsample, out } = conv;
  return {
    IN_H: `${source[0] * upsample}i`,
    IN_W: `${source[1] * upsample}i`,
    SOURCE_H: source[0],
    SOURCE_W: source[1],
    UPSAMPLE: upsample,
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
    STRIDE_H: window.strides[0],
    STRIDE_W: window.strides[1],
    STEP: `${window.strides[1]}i`,
    DILATION_H: window.dilations[0],
    DILATION_W: window.dilations[1],
    PAD_TOP: `${window.pads[0]}i`,
    PAD_LEFT: `${window.pads[1]}i`,
  };
}

/** Functions of the packed kernels: what they read, and what they do before they write. */
function packedFunctions(conv: Convolution): string {
  const scaled = conv.scale >= 0;
  const named = (text: string, name: string) => text.replaceAll('activate(', `${name}(`);
  return [
    padFunction(conv.padMode),
    named(activationFunction(conv.inputActivation, 'vec4f'), 'activateInput'),
    conv.activation.name === conv.inputActivation.name && conv.activation.name !== 'none'
      ? `fn activateResult(x: vec4f) -> vec4f { return activateInput(x); }`
      : named(activationFunction(conv.activation, 'vec4f'), 'activateResult'),
    scaled
      ? `@group(1) @binding(5) var<storage, read> scale: array<Element>;
@group(1) @binding(6) var<storage, read> shift: array<Element>;
fn four(i: u32, c: u32) -> vec4u { return vec4u(i) + min(vec4u(c, c + 1u, c + 2u, c + 3u), vec4u(IN_CHANNELS - 1u)); }
fn scaled(v: vec4f, batch: u32, pack: u32) -> vec4f {
  let at = four(batch * IN_CHANNELS, pack * 4u);
  let by = vec4f(f32(scale[at.x]), f32(scale[at.y]), f32(scale[at.z]), f32(scale[at.w]));
  let to = vec4f(f32(shift[at.x]), f32(shift[at.y]), f32(shift[at.z]), f32(shift[at.w]));
  return v * by + to;
}`
      : 'fn scaled(v: vec4f, batch: u32, pack: u32) -> vec4f { return v; }',
    `fn rowStart(batch: u32, pack: u32, row: i32) -> u32 {
  return ((batch * IN_PACKS + pack) * SOURCE_H + u32(row) / UPSAMPLE) * SOURCE_W;
}
fn inputAt(line: u32, column: i32, batch: u32, pack: u32) -> vec4f {
  if (column < 0) { return vec4f(0.0); }
  return activateInput(scaled(vec4f(source[line + u32(column) / UPSAMPLE]), batch, pack));
}`,
    conv.residual >= 0
      ? `@group(1) @binding(4) var<storage, read> residual: array<Element4>;
fn epilogue(value: vec4f, at: u32) -> vec4f { return activateResult(value + vec4f(residual[at])); }`
      : 'fn epilogue(value: vec4f, at: u32) -> vec4f { return activateResult(value); }',
  ].join('\n');
}

/** Weights and bias must be known: they are packed when the program is built. */
function requireConstant(constant: CpuTensor | undefined, name: string): CpuTensor {
  return (
    constant ??
    fail({
      subject: `The ${name} of a convolution`,
      constraint: 'be known when the net is built',
      got: 'a value that is computed',
      remedy: 'fold them into a constant',
    })
  );
}

function packedCall(node: Lowering<ConvAttributes>, conv: Convolution): KernelCall {
  const depthwise = isDepthwise(conv);
  const weights = requireConstant(node.constants[1], 'weights');
  const bias = requireConstant(node.constants[2], 'bias');
  const optional = (name: string, index: number): [string, KernelBuffer][] =>
    index >= 0 ? [[name, { kind: 'input', index }]] : [];
  const bindings: Record<string, KernelBuffer> = {
    source: { kind: 'input', index: 0 },
    weights: {
      kind: 'data',
      name: 'weights',
      data: depthwise ? packDepthwise(weights) : packWeights(weights),
    },
    bias: { kind: 'data', name: 'bias', data: packBias(bias) },
    result: { kind: 'output', index: 0 },
    ...Object.fromEntries([
      ...optional('residual', conv.residual),
      ...optional('scale', conv.scale),
      ...optional('shift', conv.shift),
    ]),
  };
  const outPacks = Math.ceil(conv.outChannels / 4);
  return {
    shader: depthwise
      ? { path: 'shaders/ops/conv2d-depthwise.wgsl', code: depthwiseWgsl }
      : { path: 'shaders/ops/conv2d-direct.wgsl', code: directWgsl },
    constants: constantsOf(conv),
    functions: packedFunctions(conv),
    bindings,
    workgroups: [
      Math.ceil(depthwise ? conv.out[1] / 8 : conv.out[1] / 32),
      Math.ceil(conv.out[0] / 8),
      conv.batch * (depthwise ? outPacks : Math.ceil(outPacks / 2)),
    ],
  };
}

function groupedCall(node: Lowering<ConvAttributes>, conv: Convolution): KernelCall {
  const count = elementCount(convolutionType(conv).shape);
  const weights = requireConstant(node.constants[1], 'weights');
  const bias = requireConstant(node.constants[2], 'bias');
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
    return [isPackable(conv) ? packedCall(node, conv) : groupedCall(node, conv)];
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
