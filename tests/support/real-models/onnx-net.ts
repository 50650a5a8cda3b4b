import { elementCount } from '../../../engine/inference/tensor.ts';
import {
  type WrittenAttribute,
  type WrittenNode,
  type WrittenTensor,
  type WrittenValue,
  writeOnnx,
} from '../onnx-writer.ts';

/** Attributes by name. */
export type NetAttributes = Readonly<Record<string, WrittenAttribute>>;

/** Numbers with their extents. */
interface Numbers {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** An ONNX model that is put together node by node, from another format. */
export class OnnxNet {
  readonly #nodes: WrittenNode[] = [];
  readonly #initializers: Record<string, WrittenTensor> = {};
  readonly #inputs: WrittenValue[] = [];
  #next = 0;

  /** An input of reals; a text stands for an open extent. */
  input(name: string, shape: readonly (number | string)[], type: 'f32' | 'i64' = 'f32'): string {
    this.#inputs.push({ name, type, shape });
    return name;
  }

  /** Reals that the model holds. */
  reals({ shape, data }: Numbers): string {
    return this.#hold({ type: 'f32', shape, values: Array.from(data) });
  }

  /** Whole numbers that the model holds. */
  whole({ shape, data }: Numbers): string {
    return this.#hold({ type: 'i64', shape, values: Array.from(data) });
  }

  /** A list of whole numbers. */
  list(...values: number[]): string {
    return this.whole({ shape: [values.length], data: values });
  }

  /** One real. */
  real(value: number): string {
    return this.reals({ shape: [], data: [value] });
  }

  /** Adds a node of one result, whose name is given back. */
  add(op: string, inputs: readonly string[], attributes: NetAttributes = {}): string {
    return this.addAll(op, inputs, 1, attributes)[0] ?? '';
  }

  /** Adds a node of several results. */
  addAll(
    op: string,
    inputs: readonly string[],
    count: number,
    attributes: NetAttributes = {},
  ): string[] {
    const outputs = Array.from({ length: count }, () => `v${this.#next++}`);
    this.#nodes.push({ op, inputs, outputs, attributes });
    return outputs;
  }

  /** Another order of axes. */
  transpose(x: string, ...perm: number[]): string {
    return this.add('Transpose', [x], { perm: { ints: perm } });
  }

  /** The model's file; its outputs bear the names that are given. */
  write(opset: number, outputs: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
    const named = Object.entries(outputs).map(([name, value]) => ({
      op: 'Identity',
      inputs: [value],
      outputs: [name],
    }));
    return writeOnnx({
      opset,
      nodes: [...this.#nodes, ...named],
      inputs: this.#inputs,
      outputs: Object.keys(outputs).map((name) => ({ name })),
      initializers: this.#initializers,
    });
  }

  #hold(tensor: WrittenTensor): string {
    const name = `w${this.#next++}`;
    if (tensor.values.length !== elementCount(tensor.shape)) throw new Error(`${name} is torn.`);
    this.#initializers[name] = tensor;
    return name;
  }
}

/** Weights with their axes in another order. */
export function reordered({ shape, data }: Numbers, order: readonly number[]): Numbers {
  const to = order.map((axis) => shape[axis] ?? 1);
  const strides = shape.map((_, axis) => elementCount(shape.slice(axis + 1)));
  const over = to.map((_, axis) => elementCount(to.slice(axis + 1)));
  const moved = Float32Array.from({ length: elementCount(to) }, (_, i) => {
    const from = order.reduce(
      (place, axis, at) =>
        place + (Math.floor(i / (over[at] ?? 1)) % (to[at] ?? 1)) * (strides[axis] ?? 0),
      0,
    );
    return data[from] ?? 0;
  });
  return { shape: to, data: moved };
}
