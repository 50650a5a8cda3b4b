/**
 * Writes nets of convolutions as TensorFlow Lite files; fields stand in the order of the schema.
 * @source https://github.com/google-ai-edge/LiteRT/blob/main/tflite/converter/schema/schema.fbs
 */

import { Builder, type Offset } from 'flatbuffers';
import { fail } from '../../../engine/core/errors.ts';
import type { Net, NetNode, NetStep, NetValue } from './net.ts';
import { matricesTurned } from './turn-matrices.ts';

const VERSION = 3;
const IDENTIFIER = 'TFL3';
/** Members of `TensorType`, `Padding` and `ActivationFunctionType`. */
const FLOAT32 = 0;
const SAME = 0;
const ACTIVATION = { none: 0, relu: 1 } as const;
/** Members of `BuiltinOperator`; a member of the union `BuiltinOptions` goes with each. */
const OPERATORS = {
  conv2d: { code: 3, options: 1 },
  depthwiseConv2d: { code: 4, options: 2 },
} as const;
const operatorNames = Object.keys(OPERATORS) as (keyof typeof OPERATORS)[];
/** Data of tensors stand at multiples of this many bytes. */
const ALIGNMENT = 16;

type ConvStep = Extract<NetStep, { kind: 'conv' }>;

/**
 * Writes a net of convolutions, each with or without a ReLU. Pictures lie `[1, height, width,
 * channels]`.
 * @throws InstrumentError naming the net and the step that it cannot say
 */
export function tfliteFile(net: Net): Uint8Array<ArrayBuffer> {
  const writer = new ModelWriter();
  writer.addValue(net.input);
  const fused = new Set<NetNode>();
  for (const node of net.nodes) {
    if (fused.has(node)) continue;
    const { step } = node;
    if (step.kind !== 'conv') return refuse(net, step.kind);
    if (step.padding !== 'zero') return refuse(net, `a convolution padded by ${step.padding}`);
    const relu = reluAfter(net, node);
    if (relu) fused.add(relu);
    writer.addConvolution(net, node, step, relu);
  }
  return writer.finish(net);
}

function refuse(net: Net, got: string): never {
  return fail({
    subject: `the TensorFlow Lite file of ${net.title}`,
    constraint: 'be of convolutions with zero padding, each with or without a ReLU',
    got,
    remedy: 'measure this net beside the other peers',
  });
}

/** The ReLU that alone takes a node's output. */
function reluAfter(net: Net, node: NetNode): NetNode | undefined {
  const takers = net.nodes.filter(({ inputs }) => inputs.some(({ id }) => id === node.output.id));
  const isOnly = takers.length === 1 && node.output.id !== net.output.id;
  return isOnly && takers[0]?.step.kind === 'relu' ? takers[0] : undefined;
}

/** Writes the value of a field into the slot of its place in the schema. */
type Field = (builder: Builder, slot: number) => void;
const byte = (value: number): Field => {
  return (builder, slot) => builder.addFieldInt8(slot, value, null);
};
const int = (value: number): Field => {
  return (builder, slot) => builder.addFieldInt32(slot, value, null);
};
const link = (offset: Offset): Field => {
  return (builder, slot) => builder.addFieldOffset(slot, offset, 0);
};
/** A field that keeps its default. */
const none: Field = () => {};

/** Collects the parts of a model; what they hold is written before them, as FlatBuffers are. */
class ModelWriter {
  readonly #builder = new Builder();
  readonly #tensors: Offset[] = [];
  /** The first is empty by the schema; tensors that are computed share it. */
  readonly #buffers: Offset[] = [this.#table()];
  readonly #operators: Offset[] = [];
  readonly #tensorOf = new Map<number, number>();

  /** Adds a value that is computed, or the input. */
  addValue(value: NetValue): number {
    const shape = [1, value.height, value.width, value.channels];
    const index = this.#addTensor(`v${value.id}`, shape, 0);
    this.#tensorOf.set(value.id, index);
    return index;
  }

  addConvolution(net: Net, node: NetNode, step: ConvStep, relu: NetNode | undefined): void {
    const { inputs, output } = node;
    const [x] = inputs as [NetValue];
    const { kernel, groups, stride, bias } = step;
    const isDepthwise = groups > 1;
    if (isDepthwise && !(groups === x.channels && groups === output.channels)) {
      refuse(net, `a convolution of ${groups} groups`);
    }
    // [o, i, h, w] to [o, h, w, i]; depthwise [c, 1, h, w] to [1, h, w, c].
    const [first, last] = isDepthwise ? [1, groups] : [output.channels, x.channels];
    const taps = kernel * kernel;
    const weights = matricesTurned(step.weights, { count: first, rows: last, columns: taps });
    const name = `v${output.id}`;
    const given = [
      this.#tensorOf.get(x.id) ?? refuse(net, 'a value before it is computed'),
      this.#addConstant(`${name}.weights`, weights, [first, kernel, kernel, last]),
      this.#addConstant(`${name}.bias`, bias, [output.channels]),
    ];
    const result = this.addValue(relu?.output ?? output);
    const activation = byte(relu ? ACTIVATION.relu : ACTIVATION.none);
    const multiplier = isDepthwise ? [int(1)] : [];
    const options = [byte(SAME), int(stride), int(stride), ...multiplier, activation];
    this.#addOperator(isDepthwise ? 'depthwiseConv2d' : 'conv2d', given, result, options);
  }

  /** The whole file. */
  finish(net: Net): Uint8Array<ArrayBuffer> {
    const builder = this.#builder;
    const tensorOf = (value: NetValue) => this.#tensorOf.get(value.id) ?? refuse(net, 'no result');
    const subgraph = this.#table(
      this.#links(this.#tensors),
      this.#ints([tensorOf(net.input)]),
      this.#ints([tensorOf(net.output)]),
      this.#links(this.#operators),
    );
    const codes = operatorNames.map((name) => {
      const { code } = OPERATORS[name];
      return this.#table(byte(code), none, int(1), int(code));
    });
    const model = this.#table(
      int(VERSION),
      this.#links(codes),
      this.#links([subgraph]),
      none,
      this.#links(this.#buffers),
    );
    builder.finish(model, IDENTIFIER);
    return builder.asUint8Array().slice();
  }

  #addConstant(name: string, values: Float32Array, shape: readonly number[]): number {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.#builder.prep(ALIGNMENT, bytes.length);
    const data = this.#builder.createByteVector(bytes);
    this.#buffers.push(this.#table(link(data)));
    return this.#addTensor(name, shape, this.#buffers.length - 1);
  }

  #addTensor(name: string, shape: readonly number[], buffer: number): number {
    const label = link(this.#builder.createString(name));
    this.#tensors.push(this.#table(this.#ints(shape), byte(FLOAT32), int(buffer), label));
    return this.#tensors.length - 1;
  }

  #addOperator(
    name: keyof typeof OPERATORS,
    inputs: readonly number[],
    output: number,
    options: readonly Field[],
  ): void {
    const kind = byte(OPERATORS[name].options);
    const [given, result] = [this.#ints(inputs), this.#ints([output])];
    const details = link(this.#table(...options));
    const code = int(operatorNames.indexOf(name));
    this.#operators.push(this.#table(code, given, result, kind, details));
  }

  #table(...fields: readonly Field[]): Offset {
    this.#builder.startObject(fields.length);
    fields.forEach((write, slot) => {
      write(this.#builder, slot);
    });
    return this.#builder.endObject();
  }

  #ints(values: readonly number[]): Field {
    this.#builder.startVector(4, values.length, 4);
    for (const value of values.toReversed()) this.#builder.addInt32(value);
    return link(this.#builder.endVector());
  }

  #links(offsets: readonly Offset[]): Field {
    this.#builder.startVector(4, offsets.length, 4);
    for (const offset of offsets.toReversed()) this.#builder.addOffset(offset);
    return link(this.#builder.endVector());
  }
}
