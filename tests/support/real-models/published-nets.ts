/**
 * Nets that were published as weights alone: put together as ONNX models here, and run by
 * TensorFlow.js as their authors describe them. The two share no arithmetic.
 */

import * as tf from '@tensorflow/tfjs-core';
import type { CpuTensor } from '../../../engine/inference/tensor.ts';
import { type FileTensor, readVariables } from './model-files.ts';
import { OnnxNet, reordered } from './onnx-net.ts';
import { fromTf, toTf } from './tfjs-runs.ts';

type Variables = ReadonlyMap<string, FileTensor>;

function take(variables: Variables, name: string): FileTensor {
  const found = variables.get(name);
  if (!found) throw new Error(`There is no variable ${name}.`);
  return found;
}

const numbered = (variables: Variables, place: number) =>
  take(variables, place === 0 ? 'Variable' : `Variable_${place}`);

const asTf = ({ shape, data }: FileTensor) => tf.tensor(data, [...shape]);

/** What both sides of the style net do with a value: a layer takes three variables. */
interface StyleLayers<Value> {
  conv(x: Value, place: number, stride: number): Value;
  transposed(x: Value, place: number): Value;
  relu(x: Value): Value;
  add(a: Value, b: Value): Value;
}

/** @source https://github.com/lengstrom/fast-style-transfer, src/transform.py */
function styleNet<Value>(layers: StyleLayers<Value>, x: Value): Value {
  const { conv, transposed, relu, add } = layers;
  let value = relu(conv(x, 0, 1));
  value = relu(conv(value, 3, 2));
  value = relu(conv(value, 6, 2));
  for (let place = 9; place < 39; place += 6) {
    value = add(value, conv(relu(conv(value, place, 1)), place + 3, 1));
  }
  value = relu(transposed(value, 39));
  value = relu(transposed(value, 42));
  return conv(value, 45, 1);
}

/** The style net in ONNX, for pictures `[1, 3, h, w]` of 0 to 255. */
export function fastStyleModel(style: string, side: number): Uint8Array<ArrayBuffer> {
  const variables = readVariables(`fast-style/${style}`);
  const net = new OnnxNet();
  const held = (place: number) => net.reals(numbered(variables, place));
  const kernel = (place: number) => net.reals(reordered(numbered(variables, place), [3, 2, 0, 1]));
  const normed = (x: string, place: number) =>
    net.add('InstanceNormalization', [x, held(place + 2), held(place + 1)], {
      epsilon: { float: 1e-3 },
    });
  const layers: StyleLayers<string> = {
    conv: (x, place, stride) =>
      normed(
        net.add('Conv', [x, kernel(place)], {
          strides: { ints: [stride, stride] },
          auto_pad: { text: 'SAME_UPPER' },
        }),
        place,
      ),
    transposed: (x, place) =>
      normed(
        net.add('ConvTranspose', [x, kernel(place)], {
          strides: { ints: [2, 2] },
          pads: { ints: [0, 0, 1, 1] },
        }),
        place,
      ),
    relu: (x) => net.add('Relu', [x]),
    add: (a, b) => net.add('Add', [a, b]),
  };
  const end = styleNet(layers, net.input('x', [1, 3, side, side]));
  const painted = net.add('Mul', [net.add('Tanh', [end]), net.real(150)]);
  return net.write(17, { y: net.add('Add', [painted, net.real(127.5)]) });
}

/** The style net in tfjs. @param x `[1, h, w, 3]` */
export function runFastStyle(style: string, x: CpuTensor): CpuTensor {
  const variables = readVariables(`fast-style/${style}`);
  const weights = (place: number) => asTf(numbered(variables, place));
  const normed = (value: tf.Tensor4D, place: number): tf.Tensor4D => {
    const { mean, variance } = tf.moments(value, [1, 2], true);
    const deviation = tf.sqrt(tf.add(variance, 1e-3));
    const scaled = tf.mul(tf.div(tf.sub(value, mean), deviation), weights(place + 2));
    return tf.add(scaled, weights(place + 1));
  };
  const layers: StyleLayers<tf.Tensor4D> = {
    conv: (value, place, stride) =>
      normed(tf.conv2d(value, weights(place) as tf.Tensor4D, stride, 'same'), place),
    transposed: (value, place) => {
      const [n, h, w] = value.shape;
      const kernel = weights(place) as tf.Tensor4D;
      const shape: [number, number, number, number] = [n, h * 2, w * 2, kernel.shape[2]];
      return normed(tf.conv2dTranspose(value, kernel, shape, 2, 'same'), place);
    },
    relu: (value) => tf.relu(value),
    add: (a, b) => tf.add(a, b),
  };
  const end = styleNet(layers, toTf(x) as tf.Tensor4D);
  return fromTf(tf.add(tf.mul(tf.tanh(end), 150), 127.5));
}

/** Weights and bias of an LSTM layer, under either of the names that they were stored by. */
function cell(variables: Variables, layer: number) {
  const prefix = `rnnlm/multi_rnn_cell/cell_${layer}/basic_lstm_cell`;
  const found = (names: readonly string[]) => {
    const name = names.map((one) => `${prefix}/${one}`).find((one) => variables.has(one));
    return take(variables, name ?? `${prefix}/${names[0]}`);
  };
  return { weights: found(['weights', 'kernel']), bias: found(['biases', 'bias']) };
}

/** The gates of TensorFlow (input, new, forget, output) in ONNX's order. */
const GATES = [0, 3, 2, 1] as const;
/** What TensorFlow's cell adds to the forget gate. */
const FORGET_BIAS = 1;

/** A language model of letters in ONNX: `ids` `[t, 1]` to logits `[t, 1, letters]`. */
export function charRnnModel(author: string, times: number): Uint8Array<ArrayBuffer> {
  const variables = readVariables(`ml5-small-models/charRNN/${author}`);
  const net = new OnnxNet();
  const table = net.reals(take(variables, 'embedding'));
  let x = net.add('Gather', [table, net.input('ids', [times, 1], 'i64')]);
  for (const layer of [0, 1]) {
    const { weights, bias } = cell(variables, layer);
    const [rows = 0, columns = 0] = weights.shape;
    const hidden = columns / 4;
    const part = (from: number, to: number) => {
      const width = to - from;
      const data = Float32Array.from({ length: columns * width }, (_, i) => {
        const [unit, row] = [Math.floor(i / width), (i % width) + from];
        const gate = GATES[Math.floor(unit / hidden) as 0 | 1 | 2 | 3];
        return weights.data[row * columns + gate * hidden + (unit % hidden)] ?? 0;
      });
      return net.reals({ shape: [1, columns, width], data });
    };
    const both = Float32Array.from({ length: columns * 2 }, (_, i) => {
      if (i >= columns) return 0;
      const gate = GATES[Math.floor(i / hidden) as 0 | 1 | 2 | 3];
      return (bias.data[gate * hidden + (i % hidden)] ?? 0) + (gate === 2 ? FORGET_BIAS : 0);
    });
    const held = net.reals({ shape: [1, columns * 2], data: both });
    const operands = [x, part(0, rows - hidden), part(rows - hidden, rows), held];
    const [all = ''] = net.addAll('LSTM', operands, 3, { hidden_size: { int: hidden } });
    x = net.add('Squeeze', [all, net.list(1)]);
  }
  const product = net.add('MatMul', [x, net.reals(take(variables, 'rnnlm/softmax_w'))]);
  return net.write(17, {
    y: net.add('Add', [product, net.reals(take(variables, 'rnnlm/softmax_b'))]),
  });
}

/** The same by TensorFlow.js's own cells, letter by letter. */
export function runCharRnn(author: string, ids: readonly number[]): CpuTensor {
  const variables = readVariables(`ml5-small-models/charRNN/${author}`);
  const table = asTf(take(variables, 'embedding')) as tf.Tensor2D;
  const cells = [0, 1].map((layer) => {
    const { weights, bias } = cell(variables, layer);
    return (data: tf.Tensor2D, c: tf.Tensor2D, h: tf.Tensor2D) =>
      tf.basicLSTMCell(
        tf.scalar(FORGET_BIAS),
        asTf(weights) as tf.Tensor2D,
        asTf(bias) as tf.Tensor1D,
        data,
        c,
        h,
      );
  });
  const width = (take(variables, 'rnnlm/softmax_w').shape[0] ?? 0) as number;
  const states = cells.map(() => ({
    c: tf.zeros([1, width]) as tf.Tensor2D,
    h: tf.zeros([1, width]) as tf.Tensor2D,
  }));
  const rows = ids.map((id) => {
    let x = tf.gather(table, [id]) as tf.Tensor2D;
    cells.forEach((step, i) => {
      const state = states[i] as { c: tf.Tensor2D; h: tf.Tensor2D };
      [state.c, state.h] = step(x, state.c, state.h);
      x = state.h;
    });
    const product = tf.matMul(x, asTf(take(variables, 'rnnlm/softmax_w')) as tf.Tensor2D);
    return tf.add(product, asTf(take(variables, 'rnnlm/softmax_b')));
  });
  return fromTf(tf.stack(rows));
}

const MNIST = ['hidden1', 'hidden2', 'softmax_linear'] as const;

function mnistLayers() {
  const variables = readVariables('ml5-small-models/mnist');
  return MNIST.map((name) => ({
    weights: take(variables, `${name}/weights`),
    biases: take(variables, `${name}/biases`),
  }));
}

/** Two hidden layers that read digits, in ONNX: `x` `[n, 784]`, n open. */
export function mnistModel(): Uint8Array<ArrayBuffer> {
  const net = new OnnxNet();
  let x = net.input('x', ['n', 784]);
  mnistLayers().forEach(({ weights, biases }, i) => {
    x = net.add('Gemm', [x, net.reals(weights), net.reals(biases)]);
    if (i < 2) x = net.add('Relu', [x]);
  });
  return net.write(17, { y: net.add('Softmax', [x], { axis: { int: -1 } }) });
}

/** The same in tfjs. */
export function runMnist(x: CpuTensor): CpuTensor {
  let value = toTf(x) as tf.Tensor2D;
  mnistLayers().forEach(({ weights, biases }, i) => {
    value = tf.add(tf.matMul(value, asTf(weights) as tf.Tensor2D), asTf(biases));
    if (i < 2) value = tf.relu(value);
  });
  return fromTf(tf.softmax(value));
}
