import { fail } from '../../core/errors.ts';
import type { Value } from '../graph.ts';
import type { Attributes, OpDefinition } from '../op.ts';
import { type CpuTensor, normalizeAxis, type Shape } from '../tensor.ts';
import type { ByteWeights, Emitter } from './emitter.ts';
import type { AttributeProto, NodeProto } from './model.ts';
import { tensorOf } from './tensor-proto.ts';
import { UnsupportedNode } from './unsupported.ts';

/** Turns a node of one operator into ops of ours; gives the node's outputs in order. */
export type Converter = (node: OnnxNode) => Value | readonly Value[];

/** Converters of a family of operators, by operator. */
export type ConverterTable = Readonly<Record<string, Converter>>;

/** What a node is converted with. */
export interface NodeContext {
  readonly emitter: Emitter;
  /** Version of the operators. */
  readonly opset: number;
  /** The node's inputs; undefined where one is left out. */
  readonly inputs: readonly (Value | undefined)[];
  /** Number of the element type that the file declares for a value, where it does. */
  readonly elementTypeOf: (value: Value) => number | undefined;
}

/** A node of an ONNX graph, as converters read it. */
export class OnnxNode {
  readonly opset: number;
  readonly opType: string;
  /** The node as messages name it. */
  readonly label: string;
  /** How many inputs are written, those that are left out in between counted. */
  readonly inputCount: number;
  readonly outputCount: number;
  readonly #proto: NodeProto;
  readonly #context: NodeContext;

  constructor(proto: NodeProto, context: NodeContext) {
    this.#proto = proto;
    this.#context = context;
    this.opset = context.opset;
    this.opType = proto.opType;
    this.label = nodeLabel(proto);
    this.inputCount = proto.inputs.length;
    this.outputCount = proto.outputs.length;
  }

  /** Whether an output is asked for. */
  wants(output: number): boolean {
    return (this.#proto.outputs[output] ?? '') !== '';
  }

  /** An input that must be there. @throws InstrumentError when it is left out */
  input(index: number): Value {
    return (
      this.optional(index) ?? this.refuse(`have an input ${index}`, `${this.inputCount} inputs`)
    );
  }

  /** An input that may be left out. */
  optional(index: number): Value | undefined {
    return this.#context.inputs[index];
  }

  /** All inputs. @throws InstrumentError when one is left out */
  all(): Value[] {
    return Array.from({ length: this.inputCount }, (_, i) => this.input(i));
  }

  /** The numbers of a value that must be known at import. */
  known(value: Value, what: string): CpuTensor {
    return (
      this.#context.emitter.dataOf(value) ??
      this.unsupported(`needs ${what} that are known when the model is loaded`)
    );
  }

  /** The numbers of a value, if they are known at import. */
  dataOf(value: Value): CpuTensor | undefined {
    return this.#context.emitter.dataOf(value);
  }

  /** Whole numbers of an input that must be known at import; undefined when it is left out. */
  numbers(index: number, what: string): number[] | undefined {
    const value = this.optional(index);
    return value && [...this.known(value, what).data];
  }

  /** Number of the element type that the file declares for an input, where it does. */
  elementType(index: number): number | undefined {
    const value = this.optional(index);
    return value && this.#context.elementTypeOf(value);
  }

  /** A whole-number attribute. */
  int(name: string, standard: number): number {
    const attribute = this.#attribute(name);
    return attribute ? (attribute.int ?? 0) : standard;
  }

  /** A real attribute. */
  float(name: string, standard: number): number {
    const attribute = this.#attribute(name);
    return attribute ? (attribute.float ?? 0) : standard;
  }

  /** A text attribute. */
  text(name: string, standard: string): string {
    const attribute = this.#attribute(name);
    return attribute ? new TextDecoder().decode(attribute.text) : standard;
  }

  /** Whole numbers of an attribute, or undefined. */
  ints(name: string): readonly number[] | undefined {
    return this.#attribute(name)?.ints;
  }

  /** Reals of an attribute, or undefined. */
  floats(name: string): readonly number[] | undefined {
    return this.#attribute(name)?.floats;
  }

  /** Texts of an attribute, or undefined. */
  texts(name: string): readonly string[] | undefined {
    return this.#attribute(name)?.texts.map((text) => new TextDecoder().decode(text));
  }

  /** A tensor attribute, or undefined. */
  tensor(name: string): CpuTensor | undefined {
    const proto = this.#attribute(name)?.tensor;
    return proto && tensorOf(`The attribute "${name}" of the node "${this.label}"`, proto);
  }

  /** Whether the file gives an attribute. */
  has(name: string): boolean {
    return this.#proto.attributes.has(name);
  }

  /** An axis attribute, counted from the front. @throws InstrumentError when there is none such */
  axis(name: string, standard: number, rank: number): number {
    return this.axisOf(this.int(name, standard), rank);
  }

  /** An axis counted from the front. @throws InstrumentError naming the node */
  axisOf(axis: number, rank: number): number {
    try {
      return normalizeAxis(axis, rank);
    } catch {
      return this.refuse(`name an axis of the ${rank} that there are`, axis);
    }
  }

  /** A value that never changes. */
  constant(data: CpuTensor): Value {
    return this.#context.emitter.made(this.label, data);
  }

  /** Notes that reals are known as bytes too. */
  noteBytes(reals: Value, bytes: ByteWeights): void {
    this.#context.emitter.bytes.set(reals.id, bytes);
  }

  /** The bytes behind reals, if they were noted. */
  bytesOf(reals: Value): ByteWeights | undefined {
    return this.#context.emitter.bytes.get(reals.id);
  }

  /** Adds an op of one output. @throws InstrumentError naming the node */
  apply<A extends Attributes>(op: OpDefinition<A>, inputs: readonly Value[], attributes: A): Value {
    const [first] = this.applyAll(op, inputs, attributes);
    return first ?? this.refuse('have a result', 'none');
  }

  /** Adds an op. @throws InstrumentError naming the node */
  applyAll<A extends Attributes>(
    op: OpDefinition<A>,
    inputs: readonly Value[],
    attributes: A,
  ): readonly Value[] {
    return this.#context.emitter.applyAll(op, inputs, attributes, this.label);
  }

  /** Refuses a node that our ops cannot express. @throws always */
  unsupported(why: string): never {
    throw new UnsupportedNode(why);
  }

  /** Refuses a node that cannot be. @throws InstrumentError always */
  refuse(constraint: string, got: string | number | Shape): never {
    return fail({
      subject: `The node "${this.label}" (${this.opType})`,
      constraint,
      got: typeof got === 'object' ? `[${got.join(', ')}]` : got,
      remedy: 'export the model again, or correct it',
    });
  }

  #attribute(name: string): AttributeProto | undefined {
    return this.#proto.attributes.get(name);
  }
}

/** A node as messages name it: by its own name, or by what it gives. */
export function nodeLabel({ name, outputs, opType }: NodeProto): string {
  return name || outputs.find((output) => output !== '') || opType;
}
