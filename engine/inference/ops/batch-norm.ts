import { fail } from '../../core/errors.ts';
import { activate, activationOf } from '../activations.ts';
import { floats, wave } from '../case-data.ts';
import { floatText } from '../kernel.ts';
import { affineCall } from '../norm/affine.ts';
import { type ChannelItems, channelItems, channelReader, groupFunction } from '../norm/channels.ts';
import { defineOp, type KernelBuffer } from '../op.ts';
import { keepLayout } from '../pointwise.ts';
import { type CpuTensor, elementCount, shapeText, type TensorType, zeros } from '../tensor.ts';

interface BatchNormAttributes {
  readonly [name: string]: number | string | undefined;
  /** 1e-5 when absent. */
  readonly epsilon?: number;
  readonly activation?: string;
  readonly alpha?: number;
  readonly beta?: number;
}

function checkInputs([x, ...rows]: readonly TensorType[]): void {
  const channels = x?.shape[1];
  if (channels && rows.length === 4 && rows.every((row) => elementCount(row.shape) === channels)) {
    return;
  }
  fail({
    subject: 'A batch norm',
    constraint: 'have a tensor [n, c, …], then scale, bias, mean and variance [c]',
    got: [x, ...rows].map((type) => shapeText(type?.shape ?? [])).join(', '),
    remedy: 'give it these five',
  });
}

/** Scale and shift of each channel, padded to whole packs. */
function folded(inputs: readonly CpuTensor[], epsilon: number) {
  const [scale, bias, mean, variance] = inputs.map(({ data }) => data);
  const channels = scale?.length ?? 0;
  const [by, to] = [0, 0].map(() => new Float32Array(Math.ceil(channels / 4) * 4));
  for (let c = 0; c < channels; c++) {
    const factor = (scale?.[c] ?? 1) / Math.sqrt((variance?.[c] ?? 1) + epsilon);
    if (by) by[c] = factor;
    if (to) to[c] = (bias?.[c] ?? 0) - (mean?.[c] ?? 0) * factor;
  }
  return { by: by ?? new Float32Array(), to: to ?? new Float32Array() };
}

/** The transform when all statistics are known: one factor and one summand a channel. */
function knownTransform(items: ChannelItems, known: readonly CpuTensor[], epsilon: number) {
  const { by, to } = folded(known, epsilon);
  const data = (name: string, values: Float32Array<ArrayBuffer>): KernelBuffer => ({
    kind: 'data',
    name,
    data: { type: 'f32', values },
  });
  const functions = `@group(1) @binding(2) var<storage, read> by: array<Wide>;
@group(1) @binding(3) var<storage, read> to: array<Wide>;
${groupFunction(items)}
fn transform(x: Wide, i: u32) -> Wide {
  let group = groupOf(i) % ${items.groups}u;
  return x * by[group] + to[group];
}`;
  return { functions, bindings: { by: data('by', by), to: data('to', to) } };
}

const ROWS = ['scale', 'bias', 'mean', 'variance'] as const;

/** The transform when some statistics are computed by the net. */
function computedTransform(items: ChannelItems, epsilon: number) {
  const functions = [
    ...ROWS.flatMap((name, i) => [
      `@group(1) @binding(${i + 2}) var<storage, read> ${name}: array<Element>;`,
      channelReader(`${name}Of`, name, items, { perPicture: false, stride: items.channels, at: 0 }),
    ]),
    groupFunction(items),
    `fn transform(x: Wide, i: u32) -> Wide {
  let group = groupOf(i);
  let deviation = inverseSqrt(varianceOf(group) + ${floatText(epsilon)});
  return (x - meanOf(group)) * deviation * scaleOf(group) + biasOf(group);
}`,
  ];
  const bindings = Object.fromEntries(
    ROWS.map((name, i): [string, KernelBuffer] => [name, { kind: 'input', index: i + 1 }]),
  );
  return { functions: functions.join('\n'), bindings };
}

/**
 * Every channel normalised by given statistics: `(x - mean) / sqrt(variance + epsilon) * scale +
 * bias`, then an activation. Inputs: `[n, c, …]`, scale, bias, mean, variance `[c]`.
 * @source ONNX operator BatchNormalization-15, inference
 */
export default defineOp<BatchNormAttributes>({
  name: 'batch-norm',
  infer(inputs) {
    checkInputs(inputs);
    return inputs[0] ? [{ dtype: 'f32', shape: inputs[0].shape }] : [];
  },
  reference([x, scale, bias, mean, variance], attributes, [type]) {
    if (!x || !type) return [];
    const { epsilon = 1e-5 } = attributes;
    const activation = activationOf(attributes);
    const { plane, channels } = channelItems(x.shape, 'plain');
    const result = zeros(type);
    x.data.forEach((value, i) => {
      const c = Math.floor(i / plane) % channels;
      const normal = (value - (mean?.data[c] ?? 0)) / Math.sqrt((variance?.data[c] ?? 1) + epsilon);
      const scaled = normal * (scale?.data[c] ?? 1) + (bias?.data[c] ?? 0);
      result.data[i] = activate(activation, scaled);
    });
    return [result];
  },
  layouts(inputs, outputs, given) {
    const [layout = 'plain'] = keepLayout(inputs, outputs, given).inputs;
    return { inputs: inputs.map((_, i) => (i === 0 ? layout : 'plain')), outputs: [layout] };
  },
  lower({ inputs: [x], inputLayouts: [layout = 'plain'], constants, attributes }) {
    if (!x) return [];
    const { epsilon = 1e-5 } = attributes;
    const items = channelItems(x.shape, layout);
    const known = constants.slice(1).filter((constant) => constant !== undefined);
    const { functions, bindings } =
      known.length === 4
        ? knownTransform(items, known, epsilon)
        : computedTransform(items, epsilon);
    return [affineCall(items, functions, bindings, attributes)];
  },
  cases: [
    {
      title: 'known statistics',
      inputs: [floats(2, 6, 5, 3), wave([6], 2), wave([6], 1, 1), wave([6], 1, 2), positive(6)],
      attributes: { epsilon: 1e-3, activation: 'relu' },
    },
    {
      title: 'computed statistics',
      inputs: [floats(2, 7, 3, 5), floats(7), floats(7), floats(7), positive(7)],
      attributes: {},
    },
    {
      title: 'rank 2',
      inputs: [floats(5, 9), wave([9]), wave([9], 1, 1), wave([9], 1, 2), positive(9)],
      attributes: {},
    },
  ],
});

function positive(count: number): CpuTensor {
  const { data } = wave([count], 0.7);
  return { dtype: 'f32', shape: [count], data: data.map((x) => x + 1) };
}
