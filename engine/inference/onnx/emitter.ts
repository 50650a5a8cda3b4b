import { fail } from '../../core/errors.ts';
import { GraphBuilder, type Value } from '../graph.ts';
import type { Attributes, OpDefinition } from '../op.ts';
import { type CpuTensor, elementCount, shapeText, type TensorType } from '../tensor.ts';
import { UnsupportedNode } from './unsupported.ts';

/** The most elements that a value may have: 1 GiB of f32. */
const MAX_ELEMENTS = 2 ** 28;
/** The most elements that a folded constant may have beyond what the file itself holds. */
const MAX_FOLDED = 2 ** 24;
/** The most elements of all constants that are made at import: 512 MiB. */
const MAX_MADE = 2 ** 27;
/** The most multiplications that are done at import. */
const MAX_MULTIPLICATIONS = 2 ** 26;

/** Ops that do far more than one step an element. */
const HEAVY: ReadonlySet<string> = new Set([
  'conv2d',
  'conv-transpose',
  'matmul',
  'gru',
  'lstm',
  'pool',
]);

/** Weights of bytes, as the file holds them: `bytes * scales`, with one scale or one a slice. */
export interface ByteWeights {
  readonly bytes: CpuTensor;
  readonly scales: Float32Array<ArrayBuffer>;
  /** Axis along which scales differ. */
  readonly axis: number;
}

/**
 * Builds our graph while a model is imported. What follows from constants alone is worked out at
 * once, by the ops' references: shape arithmetic, weights that are transposed or dequantised.
 */
export class Emitter {
  readonly builder = new GraphBuilder();
  /** Bytes of weights that became reals, by the reals' id: products can take them as they are. */
  readonly bytes = new Map<number, ByteWeights>();
  readonly #labels = new Map<string, number>();
  #made = 0;

  /** A value that never changes. */
  constant(name: string, data: CpuTensor): Value {
    return this.builder.constant(name, data);
  }

  /**
   * A value that never changes and that the file does not hold: a node makes it.
   * @throws InstrumentError when all that is made takes too much memory
   */
  made(name: string, data: CpuTensor): Value {
    this.#made += data.data.length;
    if (this.#made > MAX_MADE) {
      fail({
        subject: `What the node "${name}" and those before it make at import`,
        constraint: `have at most ${MAX_MADE} elements`,
        got: this.#made,
        remedy: 'bind smaller input shapes, or correct the model',
      });
    }
    return this.constant(name, data);
  }

  /** The numbers of a value that is known at import, or undefined. */
  dataOf(value: Value): CpuTensor | undefined {
    return this.builder.constantOf(value);
  }

  /**
   * Adds an op, or works it out.
   * @throws InstrumentError naming the node when its inputs cannot be combined or its result is too
   * large
   */
  applyAll<A extends Attributes>(
    op: OpDefinition<A>,
    inputs: readonly Value[],
    attributes: A,
    label: string,
  ): readonly Value[] {
    const known = inputs.map((input) => this.dataOf(input));
    if (known.length > 0 && known.every((one) => one !== undefined)) {
      const folded = this.#fold(op, known as readonly CpuTensor[], attributes, label);
      if (folded) return folded;
    }
    const outputs = this.builder.applyAll(op, inputs, attributes, this.#unique(label, op.name));
    for (const output of outputs) requireSize(label, output);
    if (outputs.some(({ shape }) => elementCount(shape) === 0)) {
      throw new UnsupportedNode('gives an empty tensor');
    }
    return outputs;
  }

  #fold<A extends Attributes>(
    op: OpDefinition<A>,
    inputs: readonly CpuTensor[],
    attributes: A,
    label: string,
  ): readonly Value[] | null {
    // A graph of its own checks the shapes with the node named, and leaves no trace in ours.
    const scratch = new GraphBuilder();
    const values = inputs.map((input, i) => scratch.constant(`${i}`, input));
    const types = scratch.applyAll(op, values, attributes, label);
    for (const type of types) requireSize(label, type);
    if (!isCheap(op.name, inputs, types)) return null;
    const results = op.reference(
      inputs,
      attributes,
      types.map(({ dtype, shape }) => ({ dtype, shape })),
    );
    return results.map((result) => this.made(label, result));
  }

  /** Labels are unique: programs name scratch memory by them. */
  #unique(label: string, op: string): string {
    const used = this.#labels.get(label) ?? 0;
    this.#labels.set(label, used + 1);
    return used === 0 ? label : `${label}/${op}${used}`;
  }
}

function requireSize(label: string, { shape }: TensorType): void {
  if (elementCount(shape) <= MAX_ELEMENTS) return;
  fail({
    subject: `The result of the node "${label}"`,
    constraint: `have at most ${MAX_ELEMENTS} elements`,
    got: shapeText(shape),
    remedy: 'bind smaller input shapes, or correct the model',
  });
}

function isCheap(
  op: string,
  inputs: readonly TensorType[],
  outputs: readonly TensorType[],
): boolean {
  const count = outputs.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  const given = inputs.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  if (HEAVY.has(op)) return count * given <= MAX_MULTIPLICATIONS;
  return count <= Math.max(MAX_FOLDED, given);
}
