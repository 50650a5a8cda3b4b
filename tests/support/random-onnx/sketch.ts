import { elementCount, type Shape } from '../../../engine/inference/tensor.ts';
import type { WrittenAttribute, WrittenNode, WrittenTensor } from '../onnx-writer.ts';
import { randomTensor } from '../tensors.ts';
import type { Draw } from './draw.ts';

/** The most elements of a value. */
const LARGEST = 3000;

/** A value of reals. */
export interface Named {
  readonly name: string;
  readonly shape: Shape;
}

/** Attributes of a node by name. */
export type Attributes = Readonly<Record<string, WrittenAttribute>>;

/** Adds nodes behind a value, or nothing where it does not fit. */
export type Step = (sketch: Sketch, x: Named, draw: Draw) => void;

/** Attributes by kind: whole number, whole numbers, real, text. */
export const int = (value: number): WrittenAttribute => ({ int: value });
export const ints = (...values: number[]): WrittenAttribute => ({ ints: values });
export const float = (value: number): WrittenAttribute => ({ float: value });
export const text = (value: string): WrittenAttribute => ({ text: value });

/** Whether a value of this shape is small enough, and no extent is lost. */
export const fits = (shape: Shape): boolean =>
  elementCount(shape) <= LARGEST && shape.every((extent) => extent >= 1);

/** A model that grows: every value of reals can be drawn for the next step. */
export class Sketch {
  readonly nodes: WrittenNode[] = [];
  readonly values: Named[];
  readonly initializers: Record<string, WrittenTensor> = {};
  readonly opset: number;
  readonly #used = new Set<string>();
  #next = 0;

  constructor(opset: number, inputs: readonly Named[]) {
    this.opset = opset;
    this.values = [...inputs];
  }

  /** Known reals from -1 to 1, times `scale`, plus `lift`. */
  weights(shape: Shape, scale = 1, lift = 0): string {
    const { data } = randomTensor({ dtype: 'f32', shape }, this.#next + 11);
    const values = Array.from(data, (x) => (x / 2) * scale + lift);
    return this.hold({ type: 'f32', shape, values });
  }

  /** Known reals. */
  reals(shape: Shape, values: readonly number[]): string {
    return this.hold({ type: 'f32', shape, values });
  }

  /** A known list of whole numbers. */
  list(...values: number[]): string {
    return this.hold({ type: 'i64', shape: [values.length], values });
  }

  /** A known real. */
  scalar(value: number): string {
    return this.reals([], [value]);
  }

  /** Numbers that the model holds. */
  hold(tensor: WrittenTensor): string {
    const name = `w${this.#next++}`;
    this.initializers[name] = tensor;
    return name;
  }

  /** Adds a node whose one result only its own step takes. */
  inner(op: string, inputs: readonly string[], attributes: Attributes = {}): string {
    const name = `i${this.#next++}`;
    this.#push(op, inputs, [name], attributes);
    return name;
  }

  /** Adds a node of two results, the first of reals; gives the second, for its own step. */
  innerSecond(
    op: string,
    inputs: readonly string[],
    shape: Shape,
    attributes: Attributes = {},
  ): string {
    const [first, second] = [`v${this.#next++}`, `i${this.#next++}`];
    this.#push(op, inputs, [first, second], attributes);
    this.values.push({ name: first, shape });
    return second;
  }

  /** Adds a node of one result. */
  add(op: string, inputs: readonly string[], shape: Shape, attributes: Attributes = {}): Named {
    const value = { name: `v${this.#next++}`, shape };
    this.#push(op, inputs, [value.name], attributes);
    this.values.push(value);
    return value;
  }

  /** Adds a node of several results. */
  addAll(
    op: string,
    inputs: readonly string[],
    shapes: readonly Shape[],
    attributes: Attributes = {},
  ): void {
    const values = shapes.map((shape) => ({ name: `v${this.#next++}`, shape }));
    this.#push(
      op,
      inputs,
      values.map(({ name }) => name),
      attributes,
    );
    this.values.push(...values);
  }

  #push(
    op: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Attributes,
  ): void {
    for (const input of inputs) this.#used.add(input);
    this.nodes.push({ op, inputs, outputs, attributes });
  }

  /** What the model holds: of alternatives, only one is taken. */
  get usedInitializers(): Record<string, WrittenTensor> {
    const used = Object.entries(this.initializers).filter(([name]) => this.#used.has(name));
    return Object.fromEntries(used);
  }

  /** What nobody uses. */
  get ends(): Named[] {
    return this.values.filter(({ name }) => name.startsWith('v') && !this.#used.has(name));
  }

  /** Whether a value is an input: its numbers are the same for every runtime, to the last place. */
  isInput({ name }: Named): boolean {
    return name.startsWith('x');
  }
}
