/**
 * Reads and runs TensorFlow Lite files of convolutions, straight from the definitions.
 * @source https://github.com/google-ai-edge/LiteRT/blob/main/tflite/converter/schema/schema.fbs
 * @source https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2
 */

import { ByteBuffer } from 'flatbuffers';

/** A table of a FlatBuffer; fields go by their places in the schema. */
class Table {
  readonly #buffer: ByteBuffer;
  readonly #at: number;

  constructor(buffer: ByteBuffer, at: number) {
    this.#buffer = buffer;
    this.#at = at;
  }

  static root(bytes: Uint8Array): Table {
    const buffer = new ByteBuffer(bytes);
    return new Table(buffer, buffer.readInt32(0));
  }

  byte(field: number, standard = 0): number {
    const at = this.#field(field);
    return at ? this.#buffer.readInt8(at) : standard;
  }

  int(field: number, standard = 0): number {
    const at = this.#field(field);
    return at ? this.#buffer.readInt32(at) : standard;
  }

  table(field: number): Table {
    return new Table(this.#buffer, this.#buffer.__indirect(this.#field(field)));
  }

  tables(field: number): Table[] {
    const { start, length } = this.#vector(field);
    return Array.from({ length }, (_, i) => {
      return new Table(this.#buffer, this.#buffer.__indirect(start + i * 4));
    });
  }

  ints(field: number): number[] {
    const { start, length } = this.#vector(field);
    return Array.from({ length }, (_, i) => this.#buffer.readInt32(start + i * 4));
  }

  /** Where the bytes of a vector lie in the file. */
  bytes(field: number): { start: number; length: number } {
    return this.#vector(field);
  }

  #field(field: number): number {
    const offset = this.#buffer.__offset(this.#at, 4 + field * 2);
    return offset && this.#at + offset;
  }

  #vector(field: number): { start: number; length: number } {
    const at = this.#field(field);
    if (!at) return { start: 0, length: 0 };
    return { start: this.#buffer.__vector(at), length: this.#buffer.__vector_len(at) };
  }
}

/** A convolution of a file. */
export interface ReadOperator {
  readonly code: number;
  readonly optionsKind: number;
  readonly inputs: readonly number[];
  readonly output: number;
  readonly padding: number;
  readonly strideX: number;
  readonly strideY: number;
  readonly multiplier: number;
  readonly activation: number;
}

/** A tensor; `data` is null where it is computed. */
export interface ReadTensor {
  readonly shape: readonly number[];
  readonly type: number;
  readonly data: Float32Array | null;
  /** Of its data in the file. */
  readonly start: number;
}

/** What a file holds. */
export interface ReadModel {
  readonly version: number;
  readonly tensors: readonly ReadTensor[];
  readonly operators: readonly ReadOperator[];
  readonly input: number;
  readonly output: number;
}

const DEPTHWISE = 4;

/** Reads a file. */
export function readTflite(bytes: Uint8Array<ArrayBuffer>): ReadModel {
  const model = Table.root(bytes);
  const codes = model.tables(1).map((code) => code.int(3));
  const [subgraph, ...more] = model.tables(2);
  if (!subgraph || more.length > 0) throw new Error('there must be one subgraph');
  const buffers = model.tables(4).map((buffer) => buffer.bytes(0));
  const tensors = subgraph.tables(0).map((tensor): ReadTensor => {
    const { start = 0, length = 0 } = buffers[tensor.int(2)] ?? {};
    const data = length ? new Float32Array(bytes.buffer.slice(start, start + length)) : null;
    return { shape: tensor.ints(0), type: tensor.byte(1), data, start };
  });
  const operators = subgraph.tables(3).map((operator): ReadOperator => {
    const code = codes[operator.int(0)] ?? -1;
    const options = operator.table(4);
    return {
      code,
      optionsKind: operator.byte(3),
      inputs: operator.ints(1),
      output: operator.ints(2)[0] ?? -1,
      padding: options.byte(0),
      strideX: options.int(1),
      strideY: options.int(2),
      multiplier: code === DEPTHWISE ? options.int(3) : 1,
      activation: options.byte(code === DEPTHWISE ? 4 : 3),
    };
  });
  const [input = -1] = subgraph.ints(1);
  const [output = -1] = subgraph.ints(2);
  return { version: model.int(0), tensors, operators, input, output };
}

/** Runs a model on a picture `[1, height, width, channels]`. */
export function runTflite(model: ReadModel, picture: Float32Array): Float32Array {
  const values = model.tensors.map(({ data }) => data);
  values[model.input] = picture;
  for (const operator of model.operators) {
    const inputs = operator.inputs.map((index) => values[index] as Float32Array);
    values[operator.output] = runConvolution(model, operator, inputs);
  }
  return values[model.output] as Float32Array;
}

function runConvolution(
  { tensors }: ReadModel,
  operator: ReadOperator,
  [x, weights, bias]: readonly Float32Array[],
): Float32Array {
  const shapeOf = (index: number | undefined) => tensors[index ?? -1]?.shape ?? [];
  const [, inHeight = 0, inWidth = 0, inputs = 0] = shapeOf(operator.inputs[0]);
  const [, taps = 0] = shapeOf(operator.inputs[1]);
  const [, height = 0, width = 0, outputs = 0] = shapeOf(operator.output);
  const before = (size: number, extent: number, stride: number) =>
    Math.floor(Math.max(0, (extent - 1) * stride + taps - size) / 2);
  const top = before(inHeight, height, operator.strideY);
  const left = before(inWidth, width, operator.strideX);
  const at = (row: number, column: number, channel: number) =>
    row < 0 || column < 0 || row >= inHeight || column >= inWidth
      ? 0
      : (x?.[(row * inWidth + column) * inputs + channel] ?? Number.NaN);
  const isDepthwise = operator.code === DEPTHWISE;
  const result = new Float32Array(height * width * outputs);
  for (let i = 0; i < result.length; i++) {
    const output = i % outputs;
    const pixel = Math.floor(i / outputs);
    const [y0, x0] = [
      Math.floor(pixel / width) * operator.strideY - top,
      (pixel % width) * operator.strideX - left,
    ];
    let sum = bias?.[output] ?? Number.NaN;
    for (let tap = 0; tap < taps * taps; tap++) {
      const [row, column] = [y0 + Math.floor(tap / taps), x0 + (tap % taps)];
      if (isDepthwise) {
        sum += at(row, column, output) * (weights?.[tap * outputs + output] ?? Number.NaN);
        continue;
      }
      const start = (output * taps * taps + tap) * inputs;
      for (let c = 0; c < inputs; c++) {
        sum += at(row, column, c) * (weights?.[start + c] ?? Number.NaN);
      }
    }
    result[i] = operator.activation === 1 ? Math.max(0, sum) : sum;
  }
  return result;
}
