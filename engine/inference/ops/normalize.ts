import rowsWgsl from '../../../shaders/ops/normalize-rows.wgsl?raw';
import { fail } from '../../core/errors.ts';
import { activate, activationFunction, activationOf } from '../activations.ts';
import { floats, wave } from '../case-data.ts';
import { floatText, offsetFunction } from '../kernel.ts';
import { laneDispatch, laneShader } from '../lanes.ts';
import { walk } from '../move.ts';
import { affineCall } from '../norm/affine.ts';
import { channelItems, channelReader, groupFunction } from '../norm/channels.ts';
import { momentsCalls, momentsOnCpu } from '../norm/moments.ts';
import { defineOp, type KernelBuffer, type KernelCall, type Lowering } from '../op.ts';
import { cutRows } from '../reduction/reduce-rows.ts';
import {
  broadcastShapes,
  broadcastStrides,
  elementCount,
  normalizeAxis,
  type Shape,
  shapeText,
  type TensorType,
  zeros,
} from '../tensor.ts';

interface NormAttributes {
  readonly [name: string]: number | string | boolean | undefined;
  /** What is normalised together: all axes from `axis` on, a channel, or a group of channels. */
  readonly kind: 'layer' | 'rms' | 'instance' | 'group';
  /** First axis of a layer or RMS norm; the last axis when absent. */
  readonly axis?: number;
  /** Groups of a group norm. */
  readonly groups?: number;
  /** 1e-5 when absent. */
  readonly epsilon?: number;
  /** Whether a scale, and a bias behind it, follow the tensor. */
  readonly scale?: boolean;
  readonly bias?: boolean;
  readonly activation?: string;
  readonly alpha?: number;
  readonly beta?: number;
}

/** A norm as rows of numbers that lie side by side. */
interface Norm {
  readonly rows: number;
  readonly length: number;
  readonly centred: boolean;
  readonly epsilon: number;
  /** Place of the scale and of the bias among the inputs, or -1. */
  readonly scale: number;
  readonly bias: number;
  /** Whether scale and bias are numbers of channels. */
  readonly byChannel: boolean;
}

function rowLength(shape: Shape, { kind, axis = -1, groups = 1 }: NormAttributes): number {
  if (kind === 'layer' || kind === 'rms') {
    return elementCount(shape.slice(normalizeAxis(axis, shape.length)));
  }
  const [, channels = 1, ...plane] = shape;
  if (kind === 'instance' && shape.length > 2) return elementCount(plane);
  if (kind === 'group' && shape.length > 1 && channels % groups === 0) {
    return (channels / groups) * elementCount(plane);
  }
  return fail({
    subject: `The norm "${kind}"`,
    constraint: 'be layer, rms, instance of [n, c, …] or group with groups that divide c',
    got: `${shapeText(shape)}, ${groups} groups`,
    remedy: 'correct the kind, the shape or the groups',
  });
}

function readNorm([x, ...rest]: readonly TensorType[], attributes: NormAttributes): Norm {
  const shape = x?.shape ?? [];
  const { kind, epsilon = 1e-5, scale = false, bias = false } = attributes;
  const length = rowLength(shape, attributes);
  const norm = {
    rows: elementCount(shape) / length,
    length,
    centred: kind !== 'rms',
    epsilon,
    scale: scale ? 1 : -1,
    bias: bias ? Number(scale) + 1 : -1,
    byChannel: kind === 'instance' || kind === 'group',
  };
  const fits = rest.every((row) =>
    norm.byChannel
      ? row.shape.join() === `${shape[1]}`
      : shapeText(broadcastShapes(row.shape, shape)) === shapeText(shape),
  );
  if (fits && rest.length === Number(scale) + Number(bias)) return norm;
  return fail({
    subject: `Scale and bias of the norm "${kind}" of ${shapeText(shape)}`,
    constraint: norm.byChannel
      ? `have the shape [${shape[1]}]`
      : `broadcast to ${shapeText(shape)}`,
    got: rest.map((row) => shapeText(row.shape)).join(', ') || 'nothing',
    remedy: 'correct their shapes, or the attributes scale and bias',
  });
}

/** Strides with which scale or bias is read over the whole tensor. */
function parameterStrides(row: Shape, shape: Shape, { byChannel }: Norm): number[] {
  return byChannel ? shape.map((_, axis) => (axis === 1 ? 1 : 0)) : broadcastStrides(row, shape);
}

const NAMES = ['scale', 'bias'] as const;

/** WGSL `fn scaledAt(x: f32, i: u32) -> f32`: scale and bias of the number at row-major place i. */
function scaledFunction(node: Lowering<NormAttributes>, norm: Norm) {
  const shape = node.inputs[0]?.shape ?? [];
  const bindings: Record<string, KernelBuffer> = {};
  const functions = NAMES.map((name, i) => {
    const index = norm[name];
    const neutral = name === 'scale' ? '1.0' : '0.0';
    if (index < 0) return `fn ${name}At(i: u32) -> f32 { return ${neutral}; }`;
    bindings[name] = { kind: 'input', index };
    const strides = parameterStrides(node.inputs[index]?.shape ?? [], shape, norm);
    return `@group(1) @binding(${i + 3}) var<storage, read> ${name}: array<Element>;
${offsetFunction(`${name}Offset`, shape, strides)}
fn ${name}At(i: u32) -> f32 { return f32(${name}[${name}Offset(i)]); }`;
  });
  functions.push('fn scaledAt(x: f32, i: u32) -> f32 { return x * scaleAt(i) + biasAt(i); }');
  return { functions: functions.join('\n'), bindings };
}

/** One kernel for rows that are short or many. */
function rowsCall(node: Lowering<NormAttributes>, norm: Norm): KernelCall {
  const { constants, workgroups } = laneDispatch({ ...norm, contiguous: true }, node.limits);
  const scaled = scaledFunction(node, norm);
  return {
    shader: laneShader('shaders/ops/normalize-rows.wgsl', rowsWgsl),
    constants: {
      ...constants,
      CENTRED: norm.centred ? 1 : 0,
      EPSILON: floatText(norm.epsilon),
    },
    functions: `${scaled.functions}\n${activationFunction(activationOf(node.attributes), 'f32')}`,
    bindings: {
      source: { kind: 'input', index: 0 },
      result: { kind: 'output', index: 0 },
      ...scaled.bindings,
    },
    workgroups,
  };
}

/** Mean and inverse deviation of rows into scratch. */
function statisticsCalls(
  { limits, inputLayouts: [layout = 'plain'] }: Lowering<NormAttributes>,
  norm: Norm,
  { rows, length }: { rows: number; length: number },
): { calls: KernelCall[]; statistics: KernelBuffer } {
  const elements = rows * 2 * (layout === 'c4' ? 4 : 1);
  const statistics: KernelBuffer = { kind: 'scratch', name: 'statistics', elements };
  const functions = `@group(1) @binding(2) var<storage, read_write> statistics: array<Wide>;
fn finish(row: u32, mean: Wide, variance: Wide) {
  statistics[row * 2u] = mean;
  statistics[row * 2u + 1u] = inverseSqrt(variance + ${floatText(norm.epsilon)});
}`;
  const calls = momentsCalls(
    { layout, rows, length, centred: norm.centred, limits },
    { functions, bindings: { statistics } },
  );
  return { calls, statistics };
}

const STATISTICS = '@group(1) @binding(2) var<storage, read> statistics: array<Wide>;';

/** Kernels for few long rows: statistics first, then every number. */
function longCalls(node: Lowering<NormAttributes>, norm: Norm): KernelCall[] {
  const { calls, statistics } = statisticsCalls(node, norm, norm);
  const scaled = scaledFunction(node, norm);
  const functions = `${STATISTICS}
${scaled.functions}
fn transform(x: f32, i: u32) -> f32 {
  let row = i / ${norm.length}u;
  return scaledAt((x - statistics[row * 2u]) * statistics[row * 2u + 1u], i);
}`;
  const apply = affineCall(
    { layout: 'plain', count: norm.rows * norm.length },
    functions,
    { statistics, ...scaled.bindings },
    node.attributes,
  );
  return [...calls, apply];
}

/** Kernels for the instance norm of a packed picture. */
function packedCalls(node: Lowering<NormAttributes>, norm: Norm): KernelCall[] {
  const items = channelItems(node.inputs[0]?.shape ?? [], 'c4');
  const rows = { rows: items.batch * items.groups, length: items.plane };
  const { calls, statistics } = statisticsCalls(node, norm, rows);
  const bindings: Record<string, KernelBuffer> = { statistics };
  const parameters = NAMES.map((name, i) => {
    const index = norm[name];
    if (index < 0) {
      return `fn ${name}Of(group: u32) -> vec4f { return vec4f(${name === 'scale' ? 1 : 0}); }`;
    }
    bindings[name] = { kind: 'input', index };
    return `@group(1) @binding(${i + 3}) var<storage, read> ${name}: array<Element>;
${channelReader(`${name}Of`, name, items, { perPicture: false, stride: items.channels, at: 0 })}`;
  });
  const functions = `${STATISTICS}
${parameters.join('\n')}
${groupFunction(items)}
fn transform(x: vec4f, i: u32) -> vec4f {
  let group = groupOf(i);
  let normal = (x - statistics[group * 2u]) * statistics[group * 2u + 1u];
  return normal * scaleOf(group) + biasOf(group);
}`;
  return [...calls, affineCall(items, functions, bindings, node.attributes)];
}

/**
 * Norms whose statistics come from the tensor itself: mean 0 and variance 1 (RMS: mean square 1)
 * of what is normalised together, then scale, bias and an activation. Inputs: the tensor, then scale
 * and bias as attributes say: `[c]` of instance and group norms, else broadcast to the tensor.
 * @source ONNX operators LayerNormalization-17, RMSNormalization-23, InstanceNormalization-6,
 * GroupNormalization-21
 */
export default defineOp<NormAttributes>({
  name: 'normalize',
  infer(inputs, attributes) {
    readNorm(inputs, attributes);
    return inputs[0] ? [{ dtype: 'f32', shape: inputs[0].shape }] : [];
  },
  reference(inputs, attributes, [type]) {
    const [x] = inputs;
    if (!x || !type) return [];
    const norm = readNorm(inputs, attributes);
    const { length, epsilon, centred } = norm;
    const activation = activationOf(attributes);
    const result = zeros(type);
    for (let row = 0; row < norm.rows; row++) {
      const start = row * length;
      const { mean, variance } = momentsOnCpu(x.data, { start, length, centred });
      for (let i = start; i < start + length; i++) {
        result.data[i] = ((x.data[i] ?? 0) - mean) / Math.sqrt(variance + epsilon);
      }
    }
    const [scale, bias] = NAMES.map((name) => {
      const places: number[] = [];
      const row = inputs[norm[name]];
      if (!row) return () => (name === 'scale' ? 1 : 0);
      const strides = parameterStrides(row.shape, x.shape, norm);
      walk(x.shape, { strides }, (at) => places.push(at));
      return (i: number) => row.data[places[i] ?? 0] ?? 0;
    });
    result.data.forEach((value, i) => {
      result.data[i] = activate(activation, value * (scale?.(i) ?? 1) + (bias?.(i) ?? 0));
    });
    return [result];
  },
  layouts(inputs, _outputs, [given], { kind }) {
    const layout = given === 'c4' && kind === 'instance' ? 'c4' : 'plain';
    return { inputs: inputs.map((_, i) => (i === 0 ? layout : 'plain')), outputs: [layout] };
  },
  lower(node) {
    const norm = readNorm(node.inputs, node.attributes);
    if (node.inputLayouts[0] === 'c4') return packedCalls(node, norm);
    return cutRows(norm).parts > 1 ? longCalls(node, norm) : [rowsCall(node, norm)];
  },
  cases: [
    {
      title: 'layer',
      inputs: [floats(2, 5, 33), floats(33), floats(33)],
      attributes: { kind: 'layer', scale: true, bias: true },
    },
    {
      title: 'layer over two axes, scale by row',
      inputs: [floats(3, 4, 6, 5), floats(6, 1)],
      attributes: { kind: 'layer', axis: -2, scale: true, epsilon: 1e-3 },
    },
    {
      title: 'layer of short rows, bias alone',
      inputs: [floats(50, 4), wave([4])],
      attributes: { kind: 'layer', axis: 1, bias: true },
    },
    {
      title: 'rms',
      inputs: [floats(7, 130), floats(130)],
      attributes: { kind: 'rms', scale: true, activation: 'silu' },
    },
    {
      title: 'instance',
      inputs: [floats(2, 6, 9, 7), floats(6), floats(6)],
      attributes: { kind: 'instance', scale: true, bias: true, activation: 'relu' },
    },
    {
      title: 'instance of a large picture',
      inputs: [floats(1, 3, 97, 101), floats(3), floats(3)],
      attributes: { kind: 'instance', scale: true, bias: true },
    },
    {
      title: 'instance of sound, no scale',
      inputs: [floats(2, 3, 40)],
      attributes: { kind: 'instance' },
    },
    {
      title: 'group',
      inputs: [floats(2, 6, 5, 4), floats(6), floats(6)],
      attributes: { kind: 'group', groups: 3, scale: true, bias: true },
    },
    {
      title: 'one group, large',
      inputs: [floats(1, 4, 50, 51), floats(4), floats(4)],
      attributes: { kind: 'group', groups: 1, scale: true, bias: true },
    },
  ],
});
