import type { Graph, Node, Value } from './graph.ts';
import { canHold, convertLayout, layoutElements } from './layouts.ts';
import type {
  Attributes,
  KernelCall,
  KernelLimits,
  Layout,
  LayoutChoice,
  Lowering,
  Precision,
} from './op.ts';
import { elementCount, type TensorType } from './tensor.ts';

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
    const outputs = node.outputs.map((output, i) =>
      binds(calls, 'output', i) ? this.resident(output, choice.outputs[i] ?? 'plain') : null,
    ) as Resident[];
    const cost = costOf(node) / Math.max(1, calls.length);
    for (const call of calls) this.steps.push({ call, label: node.label, inputs, outputs, cost });
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

/** Lays a graph out as dispatches. */
export function planGraph(graph: Graph, options: PlanOptions): Plan {
  const planner = new Planner(graph, options);
  const inputs = graph.inputs.map((input) => planner.resident(input, 'plain'));
  for (const node of graph.nodes) planner.add(node);
  const outputs = graph.outputs
    .filter((output) => planner.holds(output))
    .map((output) => planner.obtain(output, 'plain'));
  const users = [...planner.steps.flatMap((step) => step.inputs), ...outputs];
  return {
    steps: planner.steps,
    residents: planner.residents,
    inputs: inputsInMemory(graph, inputs, users),
    outputs,
    constants: planner.constants,
  };
}

/** Whether every input of a list can lie packed; for ops that work in either layout. */
export function allPacked(types: readonly TensorType[], given: readonly Layout[]): boolean {
  return types.every((type, i) => given[i] === 'c4' && canHold('c4', type));
}
