import { activationFunction } from '../activations.ts';
import { requireConstant } from '../constants.ts';
import type { KernelBuffer, Lowering } from '../op.ts';
import { padFunction } from '../window.ts';
import type { ConvAttributes, Convolution } from './conv-attributes.ts';

/** Constants of the kernels of a convolution. */
export function constantsOf(conv: Convolution): Record<string, number | string> {
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

const named = (text: string, name: string) => text.replaceAll('activate(', `${name}(`);

/** What a kernel reads of further inputs: WGSL, and the buffers by name. */
export interface ReadFunctions {
  readonly functions: string;
  readonly bindings: Readonly<Record<string, KernelBuffer>>;
}

/**
 * WGSL of how a kernel reads its packed picture, `source`: `padIndex(i, extent)`, `rowStart(batch,
 * pack, row)` and `inputAt(row start, column, batch, pack)`, upsampled, scaled and activated.
 * @param binding number of the first further binding
 */
export function loadFunctions(conv: Convolution, binding: number): ReadFunctions {
  const isScaled = conv.scale >= 0;
  const scaled = isScaled
    ? `@group(1) @binding(${binding}) var<storage, read> scale: array<Element>;
@group(1) @binding(${binding + 1}) var<storage, read> shift: array<Element>;
fn four(i: u32, c: u32) -> vec4u { return vec4u(i) + min(vec4u(c, c + 1u, c + 2u, c + 3u), vec4u(IN_CHANNELS - 1u)); }
fn scaled(v: vec4f, batch: u32, pack: u32) -> vec4f {
  let at = four(batch * IN_CHANNELS, pack * 4u);
  let by = vec4f(f32(scale[at.x]), f32(scale[at.y]), f32(scale[at.z]), f32(scale[at.w]));
  let to = vec4f(f32(shift[at.x]), f32(shift[at.y]), f32(shift[at.z]), f32(shift[at.w]));
  return v * by + to;
}`
    : 'fn scaled(v: vec4f, batch: u32, pack: u32) -> vec4f { return v; }';
  const functions = [
    padFunction(conv.padMode),
    named(activationFunction(conv.inputActivation, 'vec4f'), 'activateInput'),
    scaled,
    `fn rowStart(batch: u32, pack: u32, row: i32) -> u32 {
  return ((batch * IN_PACKS + pack) * SOURCE_H + u32(row) / UPSAMPLE) * SOURCE_W;
}
fn inputAt(line: u32, column: i32, batch: u32, pack: u32) -> vec4f {
  if (column < 0) { return vec4f(0.0); }
  return activateInput(scaled(vec4f(source[line + u32(column) / UPSAMPLE]), batch, pack));
}`,
  ].join('\n');
  const bindings: Record<string, KernelBuffer> = isScaled
    ? { scale: { kind: 'input', index: conv.scale }, shift: { kind: 'input', index: conv.shift } }
    : {};
  return { functions, bindings };
}

/**
 * As {@link loadFunctions} for kernels that read number by number, `source` as an array of Element:
 * `rowStart(plane, row)` and `inputAt(row start, column, plane)` of a place inside the picture, where
 * a plane is a channel, counted on through the batch.
 */
export function loadNumberFunctions(conv: Convolution, binding: number): ReadFunctions {
  const isScaled = conv.scale >= 0;
  const functions = [
    padFunction(conv.padMode),
    named(activationFunction(conv.inputActivation, 'f32'), 'activateInput'),
    isScaled
      ? `@group(1) @binding(${binding}) var<storage, read> scale: array<Element>;
@group(1) @binding(${binding + 1}) var<storage, read> shift: array<Element>;
fn scaled(v: f32, plane: u32) -> f32 { return v * f32(scale[plane]) + f32(shift[plane]); }`
      : 'fn scaled(v: f32, plane: u32) -> f32 { return v; }',
    `fn rowStart(plane: u32, row: i32) -> u32 {
  let pack = (plane / IN_CHANNELS) * IN_PACKS + (plane % IN_CHANNELS) / 4u;
  let line = (pack * SOURCE_H + u32(row) / UPSAMPLE) * SOURCE_W;
  return line * 4u + (plane % IN_CHANNELS) % 4u;
}
fn inputAt(line: u32, column: i32, plane: u32) -> f32 {
  return activateInput(scaled(f32(source[line + u32(column) / UPSAMPLE * 4u]), plane));
}`,
  ].join('\n');
  const bindings: Record<string, KernelBuffer> = isScaled
    ? { scale: { kind: 'input', index: conv.scale }, shift: { kind: 'input', index: conv.shift } }
    : {};
  return { functions, bindings };
}

/**
 * WGSL `fn epilogue(value: vec4f, at: u32) -> vec4f`: a result before it is written.
 * @param binding number of the residual's binding
 * @param defined whether activations share their functions with a loader in the same kernel
 */
export function storeFunctions(
  conv: Convolution,
  binding: number,
  loader?: Convolution['inputActivation'],
): ReadFunctions {
  const isShared = loader?.name === conv.activation.name && loader.name !== 'none';
  const activation = isShared
    ? 'fn activateResult(x: vec4f) -> vec4f { return activateInput(x); }'
    : named(activationFunction(conv.activation, 'vec4f'), 'activateResult');
  if (conv.residual < 0) {
    const epilogue =
      'fn epilogue(value: vec4f, at: u32) -> vec4f { return activateResult(value); }';
    return { functions: `${activation}\n${epilogue}`, bindings: {} };
  }
  return {
    functions: `${activation}
@group(1) @binding(${binding}) var<storage, read> residual: array<Element4>;
fn epilogue(value: vec4f, at: u32) -> vec4f { return activateResult(value + vec4f(residual[at])); }`,
    bindings: { residual: { kind: 'input', index: conv.residual } },
  };
}

/** Weights and bias, which must be known: they are packed when the program is built. */
export function parametersOf(node: Lowering<ConvAttributes>) {
  return {
    weights: requireConstant(node.constants[1], 'The weights of a convolution'),
    bias: requireConstant(node.constants[2], 'The bias of a convolution'),
  };
}
