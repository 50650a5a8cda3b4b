import { fail } from '../core/errors.ts';
import type { Graph, Node, State, Value } from './graph.ts';
import { canHold, convertLayout, layoutElements } from './layouts.ts';
import { moveCall } from './move.ts';
import type {
  Attributes,
  KernelCall,
  KernelLimits,
  Layout,
  LayoutChoice,
  Lowering,
  Precision,
} from './op.ts';
import { elementCount, stridesOf, type TensorType } from './tensor.ts';

/** A value in one of its layouts; the unit in which memory is planned. */
export interface Resident {
  readonly value: Value;
  readonly layout: Layout;
  /** Elements, padding included. */
  readonly elements: number;
  /** The memory that it takes: another resident's when it is a view of it. */
  storage: Resident;
}

/** One dispatch with the residents behind its node's inputs and outputs. */
export interface Step {
  readonly call: KernelCall;
  readonly label: string;
  readonly inputs: readonly Resident[];
  readonly outputs: readonly Resident[];
  /** Multiply-accumulates and moved elements, for sharing out the frame's budget. */
  readonly cost: number;
}

/** A graph turned into dispatches, before memory and device. */
export interface Plan {
  readonly steps: readonly Step[];
  readonly residents: readonly Resident[];
  readonly inputs: readonly Resident[];
  readonly outputs: readonly Resident[];
  /** Residents of the states, which are kept from run to run. */
  readonly states: readonly Resident[];
  /** Residents whose content is known, with their values' data. */
  readonly constants: ReadonlySet<Resident>;
}

/** How a plan is made. */
export interface PlanOptions {
  readonly precision: Precision;
  readonly limits: KernelLimits;
  /** Kernel variant of a node that is lowered so, as tuning chose, or null. */
  readonly variant?: (node: Node, lowering: Lowering<Attributes>) => string | null;
}

const plainLayouts = (node: Node): LayoutChoice => ({
  inputs: node.inputs.map(() => 'plain'),
  outputs: node.outputs.map(() => 'plain'),
});

class Planner {
  readonly steps: Step[] = [];
  readonly residents: Resident[] = [];
  readonly constants = new Set<Resident>();
  readonly #byValue = new Map<number, Resident[]>();
  readonly #graph: Graph;
  readonly #options: PlanOptions;

  constructor(graph: Graph, options: PlanOptions) {
    this.#graph = graph;
    this.#options = options;
  }

  resident(value: Value, layout: Layout, storage?: Resident): Resident {
    const made = { value, layout, elements: layoutElements(value, layout) } as Resident;
    made.storage = storage ?? made;
    this.residents.push(made);
    const known = this.#byValue.get(value.id);
    if (known) known.push(made);
    else this.#byValue.set(value.id, [made]);
    return made;
  }

  /** The value in a layout, converted by a kernel if it lies in the other. */
  obtain(value: Value, layout: Layout): Resident {
    const known = this.#byValue.get(value.id) ?? [];
    const ready = known.find((resident) => resident.layout === layout);
    if (ready) return ready;
    const [from] = known;
    if (!from) return this.#constant(value, layout);
    const to = this.resident(value, layout);
    this.steps.push({
      call: convertLayout(value, layout),
      label: `${value.name} to ${layout}`,
      inputs: [from],
      outputs: [to],
      cost: to.elements,
    });
    return to;
  }

  #constant(value: Value, layout: Layout): Resident {
    const plain = this.resident(value, 'plain');
    this.constants.add(plain);
    return layout === 'plain' ? plain : this.obtain(value, layout);
  }

  /** Layout in which a value lies now; constants are plain. */
  given(value: Value): Layout {
    return this.#byValue.get(value.id)?.[0]?.layout ?? 'plain';
  }

  /** Whether a value is in memory; one that was written to a texture is not. */
  holds(value: Value): boolean {
    return this.#byValue.has(value.id) || this.#graph.constants.has(value.id);
  }

  add(node: Node): void {
    if (node.op.view) {
      this.#view(node);
      return;
    }
    const given = node.inputs.map((input) => this.given(input));
    const choice =
      node.op.layouts?.(node.inputs, node.outputs, given, node.attributes) ?? plainLayouts(node);
    const lowering: Lowering<Attributes> = {
      inputs: node.inputs,
      outputs: node.outputs,
      inputLayouts: choice.inputs,
      outputLayouts: choice.outputs,
      attributes: node.attributes,
      constants: node.inputs.map((input) => this.#graph.constants.get(input.id)),
      precision: this.#options.precision,
      limits: this.#options.limits,
      variant: null,
    };
    const variant = this.#options.variant?.(node, lowering) ?? null;
    const calls = node.op.lower({ ...lowering, variant });
    // What no kernel binds (weights that were packed, pictures in textures) needs no memory.
    const inputs = node.inputs.map((input, i) =>
      binds(calls, 'input', i) ? this.obtain(input, choice.inputs[i] ?? 'plain') : null,
    ) as Resident[];
    const outputs = node.outputs.map((output, i) => {
      const layout = choice.outputs[i] ?? 'plain';
      return binds(calls, 'output', i)
        ? this.resident(output, layout, this.#placeOf(node, i, layout))
        : null;
    }) as Resident[];
    const cost = costOf(node) / Math.max(1, calls.length);
    for (const call of calls) this.steps.push({ call, label: node.label, inputs, outputs, cost });
  }

  /**
   * The memory that an output is made in, if it is not its own: that of the input that it is an
   * update of, or of the state that it becomes once nothing reads that any more.
   */
  #placeOf(node: Node, output: number, layout: Layout): Resident | undefined {
    const pair = node.op.updates?.find(([, to]) => to === output);
    const input = pair && node.inputs[pair[0]];
    if (input) return this.obtain(input, 'plain').storage;
    const state = this.#graph.states.find(({ next }) => next.id === node.outputs[output]?.id);
    if (!state || layout !== 'plain' || node.op.updates) return undefined;
    const { nodes } = this.#graph;
    const later = nodes.slice(nodes.indexOf(node));
    const isRead = (one: Node) => one.inputs.some(({ id }) => id === state.value.id);
    const isViewed = nodes.some((one) => one.op.view && isRead(one));
    const isFree = !isViewed && !later.some(isRead) && !this.#graph.outputs.includes(state.value);
    return isFree ? this.obtain(state.value, 'plain') : undefined;
  }

  /** Brings what a state becomes to where it is kept, unless it was changed in place. */
  keep({ value, next }: State): void {
    const [from, to] = [this.obtain(next, 'plain'), this.obtain(value, 'plain')];
    if (from.storage === to.storage) return;
    const strides = stridesOf(value.shape);
    const place = { strides };
    this.steps.push({
      call: moveCall(
        { over: value.shape, from: place, to: place },
        { dtype: value.dtype, input: 0, output: 0 },
      ),
      label: `${value.name} kept`,
      inputs: [from],
      outputs: [to],
      cost: to.elements,
    });
  }

  #view(node: Node): void {
    const [input] = node.inputs;
    const [output] = node.outputs;
    if (!input || !output) return;
    this.resident(output, 'plain', this.obtain(input, 'plain').storage);
  }
}

/** Whether one of a node's kernels binds its input or output `index`. */
function binds(calls: readonly KernelCall[], kind: 'input' | 'output', index: number): boolean {
  return calls.some(({ bindings }) =>
    Object.values(bindings).some((buffer) => buffer.kind === kind && buffer.index === index),
  );
}

/** The inputs in memory: not those that nodes take and no kernel binds, which lie in textures. */
function inputsInMemory(
  graph: Graph,
  inputs: readonly Resident[],
  users: readonly (Resident | null)[],
): Resident[] {
  const bound = new Set(users.map((user) => user?.storage));
  const taken = new Set(graph.nodes.flatMap((node) => node.inputs));
  return inputs.filter(({ storage, value }) => bound.has(storage) || !taken.has(value));
}

/** Rough operations of a node: weights times outputs for the ops that have weights. */
function costOf(node: Node): number {
  const outputs = node.outputs.reduce((sum, output) => sum + elementCount(output.shape), 0);
  const weight = node.inputs[1];
  if (/conv|linear|matmul|gemm/.test(node.op.name) && weight && weight.shape.length > 1) {
    const perOutput = elementCount(weight.shape) / Math.max(1, weight.shape[0] ?? 1);
    return outputs * Math.max(1, perOutput);
  }
  return outputs * 4;
}

/**
 * Refuses graphs that read a value when its memory holds another: after it was changed in place, or
 * a state as an output or as what another state becomes.
 */
function requireOrder({ nodes, outputs, states, constants }: Graph): void {
  // Views are the same memory as what they are views of.
  const roots = new Map<number, number>();
  const rootOf = ({ id }: Value) => roots.get(id) ?? id;
  const gone = new Set<number>();
  const refuse = (value: Value, where: string) =>
    fail({
      subject: `The value "${value.name}"`,
      constraint: 'not be read when its memory holds another value, nor be a constant that changes',
      got: `a use by ${where}`,
      remedy: 'use the updated value, or read the old one before',
    });
  for (const node of nodes) {
    const late = node.inputs.find((input) => gone.has(rootOf(input)));
    if (late) refuse(late, node.label);
    const [first] = node.inputs;
    if (node.op.view && first) for (const { id } of node.outputs) roots.set(id, rootOf(first));
    for (const [index] of node.op.updates ?? []) {
      const value = node.inputs[index];
      if (value && constants.has(rootOf(value))) refuse(value, node.label);
      if (value) gone.add(rootOf(value));
    }
  }
  const moving = states.filter(({ value, next }) => value.id !== next.id);
  for (const { value } of moving) gone.add(value.id);
  for (const { value, next } of moving) {
    if (gone.has(rootOf(next))) refuse(next, `the state "${value.name}"`);
  }
  const late = outputs.find((output) => gone.has(rootOf(output)));
  if (late) refuse(late, 'the outputs');
}

/** Lays a graph out as dispatches. @throws InstrumentError when it reads what is gone */
export function planGraph(graph: Graph, options: PlanOptions): Plan {
  requireOrder(graph);
  const planner = new Planner(graph, options);
  const inputs = graph.inputs.map((input) => planner.resident(input, 'plain'));
  const states = graph.states.map(({ value }) => planner.resident(value, 'plain'));
  for (const node of graph.nodes) planner.add(node);
  const outputs = graph.outputs
    .filter((output) => planner.holds(output))
    .map((output) => planner.obtain(output, 'plain'));
  for (const state of graph.states) planner.keep(state);
  const users = [...planner.steps.flatMap((step) => step.inputs), ...outputs];
  return {
    steps: planner.steps,
    residents: planner.residents,
    inputs: inputsInMemory(graph, inputs, users),
    outputs,
    states,
    constants: planner.constants,
  };
}

/** Whether every input of a list can lie packed; for ops that work in either layout. */
export function allPacked(types: readonly TensorType[], given: readonly Layout[]): boolean {
  return types.every((type, i) => given[i] === 'c4' && canHold('c4', type));
}
