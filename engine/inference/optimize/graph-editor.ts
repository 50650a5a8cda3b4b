import { type Graph, type Node, resultsOf, type Value } from '../graph.ts';
import type { AttributeValue } from '../op.ts';
import type { CpuTensor } from '../tensor.ts';

/** A node to be: what it is built from, without outputs. */
export type NodeParts = Pick<Node, 'op' | 'inputs' | 'attributes' | 'label'>;

/** A graph that is being rewritten node by node; the graph it came from stays as it was. */
export class GraphEditor {
  readonly #graph: Graph;
  readonly #nodes: (readonly Node[])[];
  readonly #places = new Map<Node, number>();
  readonly #makers = new Map<number, Node>();
  readonly #uses = new Map<number, number>();
  readonly #constants: Map<number, CpuTensor>;
  #next: number;

  constructor(graph: Graph) {
    this.#graph = graph;
    this.#nodes = graph.nodes.map((node) => [node]);
    this.#constants = new Map(graph.constants);
    graph.nodes.forEach((node, place) => {
      this.#places.set(node, place);
      for (const { id } of node.outputs) this.#makers.set(id, node);
    });
    for (const { id } of resultsOf(graph)) this.#use(id, 1);
    for (const { inputs } of graph.nodes) for (const { id } of inputs) this.#use(id, 1);
    const ids = graph.nodes.flatMap(({ outputs }) => outputs.map(({ id }) => id));
    const given = [...graph.inputs, ...graph.states.map(({ value }) => value)];
    this.#next = Math.max(-1, ...ids, ...this.#constants.keys(), ...given.map(({ id }) => id)) + 1;
  }

  /** The nodes of the graph that this began with; some may be gone by now. */
  get nodes(): readonly Node[] {
    return this.#graph.nodes;
  }

  /** Whether a node is still part of the graph. */
  has(node: Node): boolean {
    return this.#places.has(node);
  }

  /** The node that makes a value, if it has the given op. */
  maker(value: Value | undefined, op: string): Node | undefined {
    const node = value && this.#makers.get(value.id);
    return node?.op.name === op ? node : undefined;
  }

  /** The node that alone uses what `maker` alone makes of a value: none when others need it. */
  soleMaker(value: Value | undefined, op: string): Node | undefined {
    return value && this.#uses.get(value.id) === 1 ? this.maker(value, op) : undefined;
  }

  /** The numbers of a value that is known, or undefined. */
  constantOf(value: Value | undefined): CpuTensor | undefined {
    return value && this.#constants.get(value.id);
  }

  /** A value that never changes. */
  constant(name: string, data: CpuTensor): Value {
    const value = this.#value(name, data);
    this.#constants.set(value.id, data);
    return value;
  }

  /** Makes a value known in place of the node that made it. */
  settle(node: Node, results: readonly CpuTensor[]): void {
    this.remove(node);
    node.outputs.forEach((output, i) => {
      const result = results[i];
      if (result) this.#constants.set(output.id, result);
    });
  }

  /** Takes a node out, whose results nobody needs. */
  remove(node: Node): void {
    const place = this.#places.get(node);
    if (place === undefined) return;
    this.#places.delete(node);
    this.#nodes[place] = (this.#nodes[place] ?? []).filter((one) => one !== node);
    for (const { id } of node.inputs) this.#use(id, -1);
    for (const { id } of node.outputs) this.#makers.delete(id);
  }

  /** Puts nodes in the place of one, the last of them making its outputs. */
  replace(old: Node, parts: NodeParts, before: readonly Node[] = []): Node {
    const place = this.#places.get(old) ?? this.#nodes.length;
    this.remove(old);
    const node: Node = { ...parts, outputs: old.outputs };
    this.#nodes[place] = [...(this.#nodes[place] ?? []), ...before, node];
    for (const one of [...before, node]) {
      this.#places.set(one, place);
      for (const { id } of one.outputs) this.#makers.set(id, one);
      for (const { id } of one.inputs) this.#use(id, 1);
    }
    return node;
  }

  /** A node of one or more results of its own, to be put before another by {@link replace}. */
  make(parts: NodeParts): Node {
    const types = parts.op.infer(parts.inputs, parts.attributes);
    return { ...parts, outputs: types.map((type, i) => this.#value(`${parts.label}.${i}`, type)) };
  }

  /** The rewritten graph. */
  finish(): Graph {
    return { ...this.#graph, nodes: this.#nodes.flat(), constants: this.#constants };
  }

  #value(name: string, { dtype, shape }: { dtype: Value['dtype']; shape: Value['shape'] }): Value {
    return { id: this.#next++, name, dtype, shape };
  }

  #use(id: number, times: number): void {
    this.#uses.set(id, (this.#uses.get(id) ?? 0) + times);
  }
}

/** A text attribute, or undefined. */
export function textAttribute(value: AttributeValue): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A number attribute, or undefined. */
export function numberAttribute(value: AttributeValue): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** Whether a node applies no activation of its own. */
export function isBare({ attributes }: Node): boolean {
  return (attributes.activation ?? 'none') === 'none';
}
