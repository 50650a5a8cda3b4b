import { fail } from '../../core/errors.ts';
import { type GraphProto, type NodeProto, takenBy } from './model.ts';
import { nodeLabel } from './onnx-node.ts';

/**
 * The nodes in an order in which each comes after those whose results it takes.
 * @param file name of the file, for messages
 * @throws InstrumentError when a value is missing or made twice, or nodes wait for each other
 */
export function orderNodes(file: string, graph: GraphProto): NodeProto[] {
  const makers = makersOf(file, graph);
  const waiting = graph.nodes.map((node) => waitsFor(file, graph, node, makers));
  // The file's own order, where it holds, keeps few values alive at once.
  if (waiting.every((needed, i) => [...needed].every((maker) => maker < i)))
    return [...graph.nodes];
  const users = new Map<number, number[]>();
  waiting.forEach((needed, i) => {
    for (const maker of needed) users.set(maker, [...(users.get(maker) ?? []), i]);
  });
  const ready = waiting.flatMap((needed, i) => (needed.size === 0 ? [i] : []));
  const ordered: NodeProto[] = [];
  for (let at = 0; at < ready.length; at++) {
    const place = ready[at] ?? 0;
    const node = graph.nodes[place];
    if (node) ordered.push(node);
    for (const user of users.get(place) ?? []) {
      waiting[user]?.delete(place);
      if (waiting[user]?.size === 0) ready.push(user);
    }
  }
  if (ordered.length < graph.nodes.length) refuseCycle(file, graph, waiting);
  return ordered;
}

/** The nodes that the outputs depend on, in the same order. */
export function neededNodes(nodes: readonly NodeProto[], outputs: readonly string[]): NodeProto[] {
  const needed = new Set(outputs);
  return nodes
    .toReversed()
    .filter((node) => {
      if (!node.outputs.some((name) => name !== '' && needed.has(name))) return false;
      for (const name of takenBy(node)) needed.add(name);
      return true;
    })
    .reverse();
}

/** The node that makes each value, by name; -1 for what is there from the start. */
function makersOf(file: string, graph: GraphProto): Map<string, number> {
  const makers = new Map<string, number>();
  for (const { name } of [...graph.inputs, ...graph.initializers]) makers.set(name, -1);
  graph.nodes.forEach(({ outputs }, i) => {
    for (const name of outputs) {
      if (name === '') continue;
      if (makers.has(name)) {
        fail({
          subject: `The value "${name}" of ${file}`,
          constraint: 'be made once',
          got: 'two makers of it',
          remedy: 'export the model again; it is damaged',
        });
      }
      makers.set(name, i);
    }
  });
  return makers;
}

function waitsFor(
  file: string,
  graph: GraphProto,
  node: NodeProto,
  makers: ReadonlyMap<string, number>,
): Set<number> {
  const needed = new Set<number>();
  for (const name of takenBy(node)) {
    const maker = makers.get(name);
    if (maker === undefined) return refuseMissing(file, graph, node, name);
    if (maker >= 0) needed.add(maker);
  }
  return needed;
}

function refuseMissing(file: string, graph: GraphProto, node: NodeProto, name: string): never {
  return fail({
    subject: `The node "${nodeLabel(node)}" of ${file}`,
    constraint: 'take values that the graph gives, makes or holds as initializers',
    got: `"${name}", which is missing among ${graph.initializers.length} initializers`,
    remedy: 'export the model again, with its weights in it',
  });
}

function refuseCycle(
  file: string,
  graph: GraphProto,
  waiting: readonly ReadonlySet<number>[],
): never {
  const stuck = graph.nodes.filter((_, i) => (waiting[i]?.size ?? 0) > 0);
  return fail({
    subject: `The graph of ${file}`,
    constraint: 'have no circle: each node after those whose results it takes',
    got: `${stuck.length} nodes that wait for each other, among them ${stuck.slice(0, 3).map(nodeLabel).join(', ')}`,
    remedy: 'export the model again; it is damaged',
  });
}
