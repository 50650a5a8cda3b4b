import { fail } from '../core/errors.ts';
import type { Attributes, OpDefinition } from './op.ts';
import { type CpuTensor, shapeText, type TensorType, zeros } from './tensor.ts';

/** A value of a graph: an input, a constant, or a result. */
export interface Value extends TensorType {
  readonly id: number;
  readonly name: string;
}

/** One use of an op. */
export interface Node {
  readonly op: OpDefinition;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
  /** For messages and timers, such as `residual2/conv1`. */
  readonly label: string;
}

/**
 * Memory of a net from run to run, such as a cache of keys: zeros at first, then what `next` was in
 * the run before. Ops that change a value in place (`OpDefinition.updates`) keep it where it lies.
 */
export interface State {
  readonly value: Value;
  readonly next: Value;
}

/** A net: nodes in an order in which they can be run. */
export interface Graph {
  readonly nodes: readonly Node[];
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly states: readonly State[];
  /** Values that are known, by id. */
  readonly constants: ReadonlyMap<number, CpuTensor>;
}

/** What a run leaves behind: the outputs, and what the states become. */
export function resultsOf({ outputs, states }: Graph): Value[] {
  return [...outputs, ...states.map(({ next }) => next)];
}

/** Builds a graph; every shape is checked as it is built. */
export class GraphBuilder {
  readonly #nodes: Node[] = [];
  readonly #inputs: Value[] = [];
  readonly #states = new Map<Value, Value>();
  readonly #constants = new Map<number, CpuTensor>();
  #next = 0;

  /** A value that is given at every run. */
  input(name: string, type: TensorType): Value {
    const value = this.#value(name, type);
    this.#inputs.push(value);
    return value;
  }

  /** A value that is kept from run to run; {@link update} says what it becomes. Zeros at first. */
  state(name: string, type: TensorType): Value {
    const value = this.#value(name, type);
    this.#states.set(value, value);
    return value;
  }

  /**
   * Says what a state is in the next run.
   * @throws InstrumentError when the value has another type
   */
  update(state: Value, next: Value): void {
    const fits = state.dtype === next.dtype && shapeText(state.shape) === shapeText(next.shape);
    if (!fits || !this.#states.has(state)) {
      fail({
        subject: `The next value of the state "${state.name}"`,
        constraint: `be ${state.dtype} ${shapeText(state.shape)}, as a state was declared`,
        got: `${next.dtype} ${shapeText(next.shape)}`,
        remedy: 'declare the state with that type',
      });
    }
    this.#states.set(state, next);
  }

  /** A value that never changes: a weight. */
  constant(name: string, data: CpuTensor): Value {
    const value = this.#value(name, data);
    this.#constants.set(value.id, data);
    return value;
  }

  /**
   * Adds an op and returns its outputs.
   * @throws InstrumentError naming the node when its inputs cannot be combined
   */
  applyAll<A extends Attributes>(
    op: OpDefinition<A>,
    inputs: readonly Value[],
    attributes: A,
    label: string = op.name,
  ): readonly Value[] {
    const types = inferAt(op, inputs, attributes, label);
    const outputs = types.map((type, i) => this.#value(i === 0 ? label : `${label}.${i}`, type));
    this.#nodes.push({ op: op as unknown as OpDefinition, inputs, outputs, attributes, label });
    return outputs;
  }

  /** Adds an op of one output. @throws InstrumentError as {@link applyAll} */
  apply<A extends Attributes>(
    op: OpDefinition<A>,
    inputs: readonly Value[],
    attributes: A,
    label?: string,
  ): Value {
    const [first] = this.applyAll(op, inputs, attributes, label);
    if (!first) throw new Error(`${op.name} has no output.`);
    return first;
  }

  /** The data of a constant value, or undefined. */
  constantOf(value: Value): CpuTensor | undefined {
    return this.#constants.get(value.id);
  }

  /** The finished graph. */
  build(outputs: readonly Value[]): Graph {
    return {
      nodes: [...this.#nodes],
      inputs: [...this.#inputs],
      outputs,
      states: [...this.#states].map(([value, next]) => ({ value, next })),
      constants: new Map(this.#constants),
    };
  }

  #value(name: string, type: TensorType): Value {
    return { id: this.#next++, name, dtype: type.dtype, shape: [...type.shape] };
  }
}

function inferAt<A extends Attributes>(
  op: OpDefinition<A>,
  inputs: readonly Value[],
  attributes: A,
  label: string,
): readonly TensorType[] {
  try {
    return op.infer(inputs, attributes);
  } catch (thrown) {
    const shapes = inputs.map((input) => shapeText(input.shape)).join(', ');
    return fail(
      {
        subject: `The node "${label}" (${op.name})`,
        constraint: 'take inputs that its shape rule allows',
        got: `${shapes}: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
        remedy: 'correct the shapes or the attributes',
      },
      { cause: thrown },
    );
  }
}

/**
 * Runs a graph on the CPU by the ops' references: slow and plain, the measure of the kernels.
 * @param inputs by input name
 * @param states by name; those that are missing are zeros. The run leaves the next ones in it
 * @throws InstrumentError when an input is missing or has another shape
 */
export function runReference(
  graph: Graph,
  inputs: Readonly<Record<string, CpuTensor>>,
  states: Record<string, CpuTensor> = {},
): Record<string, CpuTensor> {
  const values = new Map<number, CpuTensor>(graph.constants);
  for (const { value } of graph.states) values.set(value.id, states[value.name] ?? zeros(value));
  for (const input of graph.inputs) values.set(input.id, requireInput(inputs, input));
  for (const node of graph.nodes) {
    const results = node.op.reference(
      node.inputs.map((value) => values.get(value.id) as CpuTensor),
      node.attributes,
      node.outputs,
    );
    node.outputs.forEach((value, i) => {
      const result = results[i];
      if (result) values.set(value.id, result);
    });
  }
  for (const { value, next } of graph.states) {
    states[value.name] = values.get(next.id) as CpuTensor;
  }
  return Object.fromEntries(
    graph.outputs.map((value) => [value.name, values.get(value.id) as CpuTensor]),
  );
}

/** The given input of a graph. @throws InstrumentError when it is missing or has another shape */
export function requireInput(inputs: Readonly<Record<string, CpuTensor>>, input: Value): CpuTensor {
  const given = inputs[input.name];
  if (given && given.dtype === input.dtype && shapeText(given.shape) === shapeText(input.shape)) {
    return given;
  }
  return fail({
    subject: `The input "${input.name}"`,
    constraint: `be ${input.dtype} ${shapeText(input.shape)}`,
    got: given ? `${given.dtype} ${shapeText(given.shape)}` : 'nothing',
    remedy: 'give a tensor of that type and shape',
  });
}
