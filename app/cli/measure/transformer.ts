import { fail } from '../../../engine/core/errors.ts';
import { createRandom } from '../../../engine/core/random.ts';
import { type Net, NetBuilder, type NetValue } from './net.ts';
import type { PublishedGraph } from './published-net.ts';

type Weight = { readonly shape: readonly number[]; readonly data: Float32Array<ArrayBuffer> };

const NORM_EPSILON = 1e-3;
const CODE_SIZE = 100;
/** Length of codes that paint well; see models/style/invert.py. */
const CODE_LENGTH = 6;
const RESIDUAL_BLOCKS = 5;
const NAMES = {
  picture: 'Placeholder',
  code: 'Placeholder_1',
  result: 'transformer/expand/conv3/dilate_conv/Sigmoid',
} as const;

/** Weights by name. */
function weightsOf({ specs, data }: PublishedGraph): (name: string) => Weight {
  const weights = new Map<string, Weight>();
  let place = 0;
  for (const { name, shape, dtype } of specs) {
    const count = shape.reduce((product, extent) => product * extent, 1);
    if (dtype === 'float32') {
      weights.set(name, { shape, data: new Float32Array(data.slice(place, place + 4 * count)) });
    }
    place += 4 * count;
  }
  return (name) =>
    weights.get(name) ??
    fail({
      subject: `The weight "${name}" of the transformer`,
      constraint: 'be in its model.json',
      got: 'none',
      remedy: 'use ../shared/data/weights/arbitrary-style-transformer',
    });
}

/** A kernel `[k, k, in, out]` as `[out, in, k, k]`; a depthwise one `[k, k, c, 1]` as `[c, 1, k, k]`. */
function turned({ shape, data }: Weight, depthwise: boolean): Float32Array<ArrayBuffer> {
  const [size = 1, , inputs = 1, outputs = 1] = shape;
  const plane = size * size;
  const [outer, inner] = depthwise ? [inputs, outputs] : [outputs, inputs];
  return Float32Array.from({ length: outer * inner * plane }, (_, i) => {
    const [out, into, tap] = [
      Math.floor(i / plane / inner),
      Math.floor(i / plane) % inner,
      i % plane,
    ];
    const at = depthwise ? tap * inputs + out : (tap * inputs + into) * outputs + out;
    return data[at] ?? 0;
  });
}

/** What `weights` `[1, 1, 100, c]` and `biases` make of a code. */
function linear(weights: Weight, biases: Weight, code: Float32Array): Float32Array<ArrayBuffer> {
  const channels = biases.data.length;
  return biases.data.map((start, channel) =>
    code.reduce(
      (sum, value, i) => sum + value * (weights.data[i * channels + channel] ?? 0),
      start,
    ),
  );
}

/**
 * Magenta's arbitrary-stylisation transformer with its published weights, batch norms folded in, in
 * one seeded style: what the published graph computes.
 * @source G. Ghiasi et al., "Exploring the structure of a real-time, arbitrary neural artistic
 * stylization network", 2017
 */
export function transformerNet(graph: PublishedGraph, side: number): Net {
  const weight = weightsOf(graph);
  const random = createRandom(5);
  const free = Float32Array.from({ length: CODE_SIZE }, () => random.range(-1, 1));
  const length = Math.sqrt(free.reduce((sum, value) => sum + value ** 2, 0));
  const code = free.map((value) => (value * CODE_LENGTH) / length);
  const picture = { channels: 3, height: side, width: side };
  const net = new NetBuilder(`Magenta transformer ${side}²`, picture);
  const contract = (x: NetValue, name: string, stride: number) => {
    const [gamma, beta, mean, variance] = ['Const', 'beta', 'moving_mean', 'moving_variance'].map(
      (part) => weight(`${name}/BatchNorm/${part}`).data,
    );
    const kernel = weight(`${name}/weights`);
    const scale = Float32Array.from(
      variance ?? [],
      (value, i) => (gamma?.[i] ?? 1) / Math.sqrt(value + NORM_EPSILON),
    );
    const [size = 1, , inputs = 1, outputs = 1] = kernel.shape;
    const weights = turned(kernel, false).map(
      (value, i) => value * (scale[Math.floor(i / (inputs * size * size))] ?? 1),
    );
    const bias = scale.map((value, i) => (beta?.[i] ?? 0) - (mean?.[i] ?? 0) * value);
    return net.relu(
      net.conv(x, outputs, { kernel: size, stride, padding: 'centred', weights, bias }),
    );
  };
  const styled = (x: NetValue, block: string, conv: string, params: string) => {
    const depth = weight(`transformer/${block}/${conv}/depthwise_weights`);
    const point = weight(`transformer/${block}/${conv}/pointwise_weights`);
    const [size = 1, , inputs = 1] = depth.shape;
    const outputs = point.shape[3] ?? 1;
    const weights = turned(depth, true);
    const own = { kernel: size, depthwise: true, weights, bias: new Float32Array(inputs) };
    const pointwise = { kernel: 1, weights: turned(point, false), bias: new Float32Array(outputs) };
    const norm = `style_params/transformer/${block}/${params}/StyleNorm`;
    const named = (part: string) =>
      linear(weight(`${norm}/${part}/weights`), weight(`${norm}/${part}/biases`), code);
    const made = net.conv(net.conv(x, inputs, own), outputs, pointwise);
    return net.instanceNorm(made, { gamma: named('Conv_1'), beta: named('Conv') });
  };
  let x = contract(net.input, 'transformer/contract/conv1', 1);
  x = contract(x, 'transformer/contract/conv2', 2);
  x = contract(x, 'transformer/contract/conv3', 2);
  for (let block = 1; block <= RESIDUAL_BLOCKS; block++) {
    const name = `residual/residual${block}`;
    const inner = net.relu(styled(x, name, 'dilate_conv1', 'conv1'));
    x = net.add(styled(inner, name, 'dilate_conv2', 'conv2'), x);
  }
  for (const place of [1, 2]) {
    x = net.relu(styled(net.upsample(x), `expand/conv${place}`, 'dilate_conv', 'conv'));
  }
  const result = net.sigmoid(styled(x, 'expand/conv3', 'dilate_conv', 'conv'));
  return { ...net.build(result), published: { graph, names: NAMES, code } };
}
