import planarWgsl from '../../../shaders/ops/conv2d-planar.wgsl?raw';
import planesWgsl from '../../../shaders/ops/conv2d-planes.wgsl?raw';
import type { KernelBuffer, KernelCall, Lowering } from '../op.ts';
import type { ConvAttributes, Convolution } from './conv-attributes.ts';
import {
  constantsOf,
  loadNumberFunctions,
  parametersOf,
  storeFunctions,
} from './conv-functions.ts';
import { packBias } from './conv-weights.ts';
import {
  convolveFunction,
  type PlanarBlock,
  type PlanarTap,
  packPlanarWindow,
} from './planar-kernel.ts';

const GROUP = 64;

/** A product of weights with planes of numbers, ready for the planar kernel. */
export interface PlanarProduct {
  readonly block: PlanarBlock;
  readonly taps: readonly PlanarTap[];
  /** Pixels, blocks of output channels, and planes of results. */
  readonly pixels: number;
  readonly outputs: number;
  readonly results: number;
  readonly planes: KernelBuffer;
  readonly weights: KernelBuffer;
  /** WGSL type of a weight. */
  readonly weightType: 'f32' | 'Element';
  readonly constants: Readonly<Record<string, number | string>>;
  /** WGSL of what {@link convolveFunction} calls. */
  readonly functions: string;
  readonly bindings: Readonly<Record<string, KernelBuffer>>;
}

/** The dispatch of a planar product. */
export function planarCall(product: PlanarProduct): KernelCall {
  const { block, taps, pixels, outputs, results } = product;
  const shared = block.lanes > 1;
  const invocation = `struct Invocation {
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_index) local: u32,
  ${shared ? '@builtin(subgroup_invocation_id) lane: u32,' : ''}
}
fn laneOf(one: Invocation) -> u32 { return ${shared ? `one.lane % ${block.lanes}u` : '0u'}; }`;
  return {
    shader: { path: 'shaders/ops/conv2d-planar.wgsl', code: planarWgsl },
    ...(shared && { enables: ['subgroups'] }),
    constants: { ...product.constants, PIXELS: block.pixels },
    functions: [
      `alias Weight = ${product.weightType};`,
      invocation,
      product.functions,
      convolveFunction(taps, block),
    ].join('\n'),
    bindings: { planes: product.planes, weights: product.weights, ...product.bindings },
    workgroups: [
      Math.ceil(pixels / block.pixels / GROUP),
      Math.ceil(outputs / block.channels),
      results,
    ],
  };
}

/** Planes of a convolution: padded, and one for each phase of its strides. */
interface Planes {
  readonly height: number;
  readonly width: number;
  readonly phases: number;
}

function planesOf({ window, out }: Convolution): Planes {
  const { kernel, strides, dilations } = window;
  const along = (axis: 0 | 1) =>
    out[axis] + Math.floor(((kernel[axis] - 1) * dilations[axis]) / strides[axis]);
  return { height: along(0), width: along(1), phases: strides[0] * strides[1] };
}

/** Bytes of the planes of a convolution. */
export function planarBytes(conv: Convolution): number {
  const { height, width, phases } = planesOf(conv);
  return conv.batch * conv.inChannels * phases * height * width * 4;
}

function prepareCall(conv: Convolution, planes: Planes, scratch: KernelBuffer): KernelCall {
  const load = loadNumberFunctions(conv, 2);
  return {
    shader: { path: 'shaders/ops/conv2d-planes.wgsl', code: planesWgsl },
    constants: {
      ...constantsOf(conv),
      PLANE_H: planes.height,
      PLANE_W: planes.width,
      PHASES: planes.phases,
    },
    functions: load.functions,
    bindings: { source: { kind: 'input', index: 0 }, planes: scratch, ...load.bindings },
    workgroups: [
      Math.ceil(planes.width / 8),
      Math.ceil(planes.height / 8),
      conv.batch * conv.inChannels * planes.phases,
    ],
  };
}

/** Taps of one row of the window: the phase of the stride that they meet, and how far on. */
function tapsOf({ window }: Convolution): PlanarTap[] {
  const [, stride] = window.strides;
  const [, dilation] = window.dilations;
  return Array.from({ length: window.kernel[1] }, (_, i) => ({
    phase: (i * dilation) % stride,
    shift: Math.floor((i * dilation) / stride),
  }));
}

const PUT = `fn stepCount() -> u32 { return STEPS; }
fn planeSize() -> u32 { return PLANE; }
fn startOf(pack: u32) -> vec4f { return bias[min(pack, OUT_PACKS - 1u)]; }
fn put(value: vec4f, pixel: u32, pack: u32, batch: u32) {
  let y = pixel / PLANE_W;
  let x = pixel % PLANE_W;
  if (y >= OUT_H || x >= OUT_W || pack >= OUT_PACKS) { return; }
  let at = ((batch * OUT_PACKS + pack) * OUT_H + y) * OUT_W + x;
  result[at] = Element4(epilogue(value, at));
}
fn rowOf(step: u32, batch: u32) -> u32 {
  let channel = batch * IN_CHANNELS + step / KERNEL_H;
  let tap = (step % KERNEL_H) * DILATION_H;
  let phase = (tap % STRIDE_H) * STRIDE_W;
  return (channel * PHASES + phase) * PLANE + tap / STRIDE_H * PLANE_W;
}`;

/** A convolution on planes: any window, stride and dilation of a packed picture. */
export function planarConvolution(
  node: Lowering<ConvAttributes>,
  conv: Convolution,
  block: PlanarBlock,
): KernelCall[] {
  const { weights, bias } = parametersOf(node);
  const planes = planesOf(conv);
  const plane = planes.height * planes.width;
  const elements = planarBytes(conv) / 4;
  const scratch: KernelBuffer = { kind: 'scratch', name: 'planes', elements };
  const values = packPlanarWindow(weights, block);
  const blocks = Math.ceil(conv.outChannels / block.channels);
  const store = storeFunctions(conv, 4);
  const product = planarCall({
    block,
    taps: tapsOf(conv),
    pixels: conv.out[0] * planes.width,
    outputs: conv.outChannels,
    results: conv.batch,
    planes: scratch,
    weights: { kind: 'data', name: 'weights', data: { type: 'real', values } },
    weightType: 'Element',
    constants: {
      ...constantsOf(conv),
      STEPS: conv.inChannels * conv.window.kernel[0],
      PLANE: plane,
      PLANE_W: planes.width,
      PHASES: planes.phases,
    },
    functions: [
      '@group(1) @binding(2) var<storage, read> bias: array<vec4f>;',
      '@group(1) @binding(3) var<storage, read_write> result: array<Element4>;',
      store.functions,
      PUT,
      `fn weightsOf(block: u32, batch: u32) -> u32 { return block * ${values.length / blocks}u; }`,
    ].join('\n'),
    bindings: {
      bias: { kind: 'data', name: 'bias', data: packBias(bias) },
      result: { kind: 'output', index: 0 },
      ...store.bindings,
    },
  });
  return [prepareCall(conv, planes, scratch), product];
}
