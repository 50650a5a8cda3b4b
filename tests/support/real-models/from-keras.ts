/**
 * Keras models as ONNX, layer by layer. Values keep their channels last, as Keras has them, with a
 * transposition around each operator that wants them second, as plain exporters write it.
 * @source https://keras.io/api/layers
 */

import type { WrittenAttribute } from '../onnx-writer.ts';
import type { StoredWeights, TfjsFiles } from './model-files.ts';
import { type NetAttributes, OnnxNet, reordered } from './onnx-net.ts';

interface Layer {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>> & { readonly name: string };
  readonly inbound_nodes?: readonly (readonly (readonly [string, ...unknown[]])[])[];
}

/** What is made of a Keras model. */
export interface KerasNet {
  readonly model: Uint8Array<ArrayBuffer>;
  /** Names and extents of its inputs, open ones filled in. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
}

/** How a Keras model is read. */
export interface KerasOptions {
  /** Extents of the one picture that goes in, where the model leaves them open or they are others. */
  readonly input?: readonly number[];
  /** Name of the last layer; the model's own without it. */
  readonly until?: string;
}

const ints = (values: unknown): WrittenAttribute => ({ ints: values as number[] });

class KerasReader {
  readonly net = new OnnxNet();
  readonly #weights: TfjsFiles['weights'];

  constructor(weights: TfjsFiles['weights']) {
    this.#weights = weights;
  }

  weights(layer: Layer, kind: string): StoredWeights | undefined {
    return this.#weights.get(`${layer.config.name}/${kind}`);
  }

  kernel(layer: Layer, kind: string): StoredWeights {
    const found = this.weights(layer, kind);
    if (!found) throw new Error(`${layer.config.name} has no ${kind}.`);
    return found;
  }

  bias(layer: Layer): string[] {
    const bias = layer.config.use_bias ? this.weights(layer, 'bias') : undefined;
    return bias ? [this.net.reals(bias)] : [];
  }

  /** An operator that wants channels second. */
  inChannels(x: string, apply: (x: string) => string): string {
    return this.net.transpose(apply(this.net.transpose(x, 0, 3, 1, 2)), 0, 2, 3, 1);
  }

  activated(x: string, name: unknown): string {
    const { net } = this;
    if (name === undefined || name === 'linear') return x;
    if (name === 'relu') return net.add('Relu', [x]);
    if (name === 'relu6') return net.add('Clip', [x, net.real(0), net.real(6)]);
    if (name === 'sigmoid') return net.add('Sigmoid', [x]);
    if (name === 'tanh') return net.add('Tanh', [x]);
    if (name === 'softmax') return net.add('Softmax', [x], { axis: { int: -1 } });
    throw new Error(`The activation ${String(name)} is not read.`);
  }
}

const window = ({ config }: Layer): NetAttributes => ({
  strides: ints(config.strides),
  auto_pad: { text: config.padding === 'same' ? 'SAME_UPPER' : 'VALID' },
});

type Convert = (reader: KerasReader, layer: Layer, inputs: readonly string[]) => string;

function transposedConv(reader: KerasReader, layer: Layer, [x = '']: readonly string[]): string {
  const kernel = reader.kernel(layer, 'kernel');
  const strides = layer.config.strides as number[];
  // "same" cuts off what a window reaches beyond its stride, the smaller half in front.
  const cut = strides.map((stride, axis) => Math.max((kernel.shape[axis] ?? 1) - stride, 0));
  const pads = [...cut.map((one) => Math.floor(one / 2)), ...cut.map((one) => Math.ceil(one / 2))];
  const made = reader.inChannels(x, (picture) =>
    reader.net.add(
      'ConvTranspose',
      [picture, reader.net.reals(reordered(kernel, [3, 2, 0, 1])), ...reader.bias(layer)],
      { strides: ints(strides), pads: ints(pads) },
    ),
  );
  return reader.activated(made, layer.config.activation);
}

function batchNorm(reader: KerasReader, layer: Layer, [x = '']: readonly string[]): string {
  const mean = reader.kernel(layer, 'moving_mean');
  const filled = (value: number) => ({
    shape: mean.shape,
    data: new Float32Array(mean.data.length).fill(value),
  });
  const rows = [
    reader.weights(layer, 'gamma') ?? filled(1),
    reader.weights(layer, 'beta') ?? filled(0),
    mean,
    reader.kernel(layer, 'moving_variance'),
  ].map((row) => reader.net.reals(row));
  return reader.inChannels(x, (picture) =>
    reader.net.add('BatchNormalization', [picture, ...rows], {
      epsilon: { float: layer.config.epsilon as number },
    }),
  );
}

const LAYERS: Readonly<Record<string, Convert>> = {
  Conv2D: (reader, layer, [x = '']) => {
    const kernel = reader.net.reals(reordered(reader.kernel(layer, 'kernel'), [3, 2, 0, 1]));
    const made = reader.inChannels(x, (picture) =>
      reader.net.add('Conv', [picture, kernel, ...reader.bias(layer)], window(layer)),
    );
    return reader.activated(made, layer.config.activation);
  },
  DepthwiseConv2D: (reader, layer, [x = '']) => {
    const kernel = reader.kernel(layer, 'depthwise_kernel');
    const weights = reader.net.reals(reordered(kernel, [2, 3, 0, 1]));
    const made = reader.inChannels(x, (picture) =>
      reader.net.add('Conv', [picture, weights, ...reader.bias(layer)], {
        ...window(layer),
        group: { int: kernel.shape[2] ?? 1 },
      }),
    );
    return reader.activated(made, layer.config.activation);
  },
  Conv2DTranspose: transposedConv,
  BatchNormalization: batchNorm,
  MaxPooling2D: (reader, layer, [x = '']) =>
    reader.inChannels(x, (picture) =>
      reader.net.add('MaxPool', [picture], {
        ...window(layer),
        kernel_shape: ints(layer.config.pool_size),
      }),
    ),
  GlobalAveragePooling2D: (reader, _, [x = '']) =>
    reader.net.add('ReduceMean', [x], { axes: ints([1, 2]), keepdims: { int: 0 } }),
  UpSampling2D: (reader, { config }, [x = '']) => {
    const [tall = 1, wide = 1] = config.size as number[];
    const mode = config.interpolation === 'bilinear' ? 'linear' : 'nearest';
    const scales = reader.net.reals({ shape: [4], data: [1, 1, tall, wide] });
    return reader.inChannels(x, (picture) =>
      reader.net.add('Resize', [picture, '', scales], {
        mode: { text: mode },
        coordinate_transformation_mode: {
          text: mode === 'linear' ? 'half_pixel' : 'asymmetric',
        },
        ...(mode === 'nearest' && { nearest_mode: { text: 'floor' } }),
      }),
    );
  },
  Dense: (reader, layer, [x = '']) => {
    const product = reader.net.add('MatMul', [x, reader.net.reals(reader.kernel(layer, 'kernel'))]);
    const [bias] = reader.bias(layer);
    const sum = bias === undefined ? product : reader.net.add('Add', [product, bias]);
    return reader.activated(sum, layer.config.activation);
  },
  Activation: (reader, { config }, [x = '']) => reader.activated(x, config.activation),
  LeakyReLU: (reader, { config }, [x = '']) =>
    reader.net.add('LeakyRelu', [x], { alpha: { float: config.alpha as number } }),
  Concatenate: (reader, { config }, inputs) =>
    reader.net.add('Concat', inputs, { axis: { int: config.axis as number } }),
  Add: (reader, _, [first = '', ...rest]) =>
    rest.reduce((sum, one) => reader.net.add('Add', [sum, one]), first),
  Dropout: (_, __, [x = '']) => x,
  Flatten: (reader, _, [x = '']) => reader.net.add('Flatten', [x]),
  Reshape: (reader, { config }, [x = '']) =>
    reader.net.add('Reshape', [x, reader.net.list(0, ...(config.target_shape as number[]))]),
};

function layersOf({ topology }: TfjsFiles): Layer[] {
  const model = topology.model_config as { class_name: string; config: unknown };
  const config = model.config as readonly Layer[] | { readonly layers: readonly Layer[] };
  return [...('layers' in config ? config.layers : config)] as Layer[];
}

/** A Keras model as an ONNX file. @throws {Error} for a layer that is not read */
export function fromKeras(files: TfjsFiles, options: KerasOptions = {}): KerasNet {
  const reader = new KerasReader(files.weights);
  const values = new Map<string, string>();
  const inputs: Record<string, readonly number[]> = {};
  let previous: string | undefined;
  const addInput = (name: string, { config }: Layer) => {
    const declared = (config.batch_input_shape as (number | null)[]).slice(1);
    const extents = options.input ?? declared.map((extent) => extent ?? 1);
    inputs[name] = [1, ...extents];
    return reader.net.input(name, [1, ...extents]);
  };
  for (const layer of layersOf(files)) {
    const { name } = layer.config;
    const isFirst = previous === undefined;
    if (layer.class_name === 'InputLayer') {
      previous = addInput(name, layer);
      values.set(name, previous);
      continue;
    }
    if (isFirst) previous = addInput('input', layer);
    const inbound = layer.inbound_nodes?.[0]?.map(([from]) => values.get(from) ?? '');
    const convert = LAYERS[layer.class_name];
    if (!convert) throw new Error(`Layers of ${layer.class_name} are not read.`);
    previous = convert(reader, layer, inbound ?? [previous ?? '']);
    values.set(name, previous);
    if (name === options.until) break;
  }
  return { model: reader.net.write(17, { y: previous ?? '' }), inputs };
}
