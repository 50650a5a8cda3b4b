/**
 * Writes ONNX files for tests and benches: field by field of the official schema, by no library.
 * @source https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3
 */

import { toHalfArray } from '../../../engine/inference/half.ts';

/** Element types by their numbers in the schema. */
const ELEMENT_NUMBERS = {
  f32: 1,
  u8: 2,
  i8: 3,
  i32: 6,
  i64: 7,
  text: 8,
  bool: 9,
  f16: 10,
  f64: 11,
  bf16: 16,
} as const;

/** An element type of a written tensor. */
export type ElementName = keyof typeof ELEMENT_NUMBERS;

/** A tensor to write. */
export interface WrittenTensor {
  readonly type: ElementName;
  readonly shape: readonly number[];
  readonly values: readonly number[];
  /** Whether its numbers are listed in typed fields; raw bytes otherwise. */
  readonly listed?: boolean;
}

/** An attribute, by kind. */
export type WrittenAttribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly text: string }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly texts: readonly string[] }
  | { readonly tensor: WrittenTensor }
  | { readonly graph: WrittenBody };

/** A graph within a node: it may take values from around it. */
export interface WrittenBody {
  readonly nodes: readonly WrittenNode[];
  readonly outputs: readonly string[];
}

/** A node to write; '' stands for an input or output that is left out. */
export interface WrittenNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, WrittenAttribute>>;
  readonly name?: string;
  readonly domain?: string;
}

/** An input or output; a text stands for an open extent, no shape for an open rank. */
export interface WrittenValue {
  readonly name: string;
  readonly type?: ElementName;
  readonly shape?: readonly (number | string)[];
}

/** A model to write. */
export interface WrittenModel {
  readonly opset: number;
  readonly nodes: readonly WrittenNode[];
  readonly inputs: readonly WrittenValue[];
  readonly outputs: readonly WrittenValue[];
  /** What the file tells of values in between. */
  readonly values?: readonly WrittenValue[];
  readonly initializers?: Readonly<Record<string, WrittenTensor>>;
  readonly irVersion?: number;
  readonly domains?: Readonly<Record<string, number>>;
}

type Part = readonly number[] | Uint8Array;

/** Message parts in order. */
class Message {
  readonly #parts: Part[] = [];

  varint(field: number, value: number | bigint): this {
    this.#parts.push(varint(field * 8), varint(value));
    return this;
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(Float32Array.of(value).buffer);
    this.#parts.push(varint(field * 8 + 5), bytes);
    return this;
  }

  bytes(field: number, bytes: Part): this {
    this.#parts.push(varint(field * 8 + 2), varint(bytes.length), bytes);
    return this;
  }

  text(field: number, text: string): this {
    return this.bytes(field, new TextEncoder().encode(text));
  }

  message(field: number, message: Message): this {
    return this.bytes(field, message.finish());
  }

  finish(): Uint8Array<ArrayBuffer> {
    const whole = new Uint8Array(this.#parts.reduce((sum, { length }) => sum + length, 0));
    let place = 0;
    for (const part of this.#parts) {
      whole.set(part, place);
      place += part.length;
    }
    return whole;
  }
}

function varint(value: number | bigint): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  do {
    const more = rest >> 7n;
    bytes.push(Number(rest & 0x7fn) | (more ? 0x80 : 0));
    rest = more;
  } while (rest);
  return bytes;
}

/** Numbers as bytes of a type. Whole numbers beyond 2^53 are held at the ends of their range. */
function rawBytes({ type, values }: WrittenTensor): Uint8Array {
  const view = (array: ArrayBufferView) =>
    new Uint8Array(array.buffer as ArrayBuffer, array.byteOffset, array.byteLength);
  const long = (value: number) =>
    Number.isSafeInteger(value) ? BigInt(value) : value > 0 ? 2n ** 63n - 1n : -(2n ** 63n);
  if (type === 'f32') return view(Float32Array.from(values));
  if (type === 'f64') return view(Float64Array.from(values));
  if (type === 'f16') return view(toHalfArray(values));
  if (type === 'bf16') return view(toBfloat16(values));
  if (type === 'i64') return view(BigInt64Array.from(values, long));
  if (type === 'i32') return view(Int32Array.from(values));
  return view(Uint8Array.from(values, (value) => value & 0xff));
}

/** The upper halves of the numbers as f32. */
function toBfloat16(values: readonly number[]): Uint16Array {
  const bits = new Uint32Array(Float32Array.from(values).buffer);
  return Uint16Array.from(bits, (word) => word >>> 16);
}

function writeTensor(tensor: WrittenTensor, name = ''): Message {
  const { type, shape, values, listed = false } = tensor;
  const message = new Message();
  // Packed, as proto3 writes lists.
  if (shape.length > 0)
    message.bytes(
      1,
      shape.flatMap((extent) => varint(extent)),
    );
  message.varint(2, ELEMENT_NUMBERS[type]);
  if (name) message.text(8, name);
  if (!listed) return message.bytes(9, rawBytes(tensor));
  if (type === 'f32') return message.bytes(4, rawBytes(tensor));
  if (type === 'f64') return message.bytes(10, rawBytes(tensor));
  if (type === 'f16')
    return message.bytes(
      5,
      [...toHalfArray(values)].flatMap((one) => varint(one)),
    );
  if (type === 'bf16')
    return message.bytes(
      5,
      [...toBfloat16(values)].flatMap((one) => varint(one)),
    );
  return message.bytes(
    type === 'i64' ? 7 : 5,
    values.flatMap((value) => varint(value)),
  );
}

function writeAttribute(name: string, attribute: WrittenAttribute): Message {
  const message = new Message().text(1, name);
  if ('int' in attribute) return message.varint(3, attribute.int).varint(20, 2);
  if ('float' in attribute) return message.float(2, attribute.float).varint(20, 1);
  if ('text' in attribute) return message.text(4, attribute.text).varint(20, 3);
  if ('tensor' in attribute) return message.message(5, writeTensor(attribute.tensor)).varint(20, 4);
  if ('graph' in attribute) return message.message(6, writeBody(attribute.graph)).varint(20, 5);
  if ('floats' in attribute) {
    for (const value of attribute.floats) message.float(7, value);
    return message.varint(20, 6);
  }
  if ('texts' in attribute) {
    for (const text of attribute.texts) message.text(9, text);
    return message.varint(20, 8);
  }
  // One by one, as proto2 writes lists.
  for (const value of attribute.ints) message.varint(8, value);
  return message.varint(20, 7);
}

function writeBody({ nodes, outputs }: WrittenBody): Message {
  const body = new Message();
  for (const node of nodes) body.message(1, writeNode(node));
  body.text(2, 'body');
  for (const name of outputs) body.message(12, writeValue({ name }));
  return body;
}

function writeNode({ op, inputs, outputs, attributes = {}, name, domain }: WrittenNode): Message {
  const message = new Message();
  for (const input of inputs) message.text(1, input);
  for (const output of outputs) message.text(2, output);
  if (name) message.text(3, name);
  message.text(4, op);
  for (const [key, attribute] of Object.entries(attributes)) {
    message.message(5, writeAttribute(key, attribute));
  }
  if (domain) message.text(7, domain);
  return message;
}

function writeValue({ name, type, shape }: WrittenValue): Message {
  const message = new Message().text(1, name);
  if (!type) return message;
  const tensor = new Message().varint(1, ELEMENT_NUMBERS[type]);
  if (shape) {
    const dimensions = new Message();
    for (const extent of shape) {
      const dimension = new Message();
      if (typeof extent === 'number') dimension.varint(1, extent);
      else dimension.text(2, extent);
      dimensions.message(1, dimension);
    }
    tensor.message(2, dimensions);
  }
  return message.message(2, new Message().message(1, tensor));
}

/** An ONNX file. */
export function writeOnnx(model: WrittenModel): Uint8Array<ArrayBuffer> {
  const graph = new Message();
  for (const node of model.nodes) graph.message(1, writeNode(node));
  graph.text(2, 'test');
  for (const [name, tensor] of Object.entries(model.initializers ?? {})) {
    graph.message(5, writeTensor(tensor, name));
  }
  for (const input of model.inputs) graph.message(11, writeValue(input));
  for (const output of model.outputs) graph.message(12, writeValue(output));
  for (const value of model.values ?? []) graph.message(13, writeValue(value));
  const file = new Message().varint(1, model.irVersion ?? 8).text(2, 'phosphene tests');
  file.message(7, graph).message(8, new Message().text(1, '').varint(2, model.opset));
  for (const [domain, version] of Object.entries(model.domains ?? {})) {
    file.message(8, new Message().text(1, domain).varint(2, version));
  }
  return file.finish();
}
