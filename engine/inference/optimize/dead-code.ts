import { type Graph, resultsOf } from '../graph.ts';

/** A graph without the nodes and constants that no output or state depends on. Inputs stay. */
export function withoutDeadCode(graph: Graph): Graph {
  const needed = new Set(resultsOf(graph).map(({ id }) => id));
  const nodes = graph.nodes
    .toReversed()
    .filter((node) => {
      if (!node.outputs.some(({ id }) => needed.has(id))) return false;
      for (const { id } of node.inputs) needed.add(id);
      return true;
    })
    .reverse();
  const constants = new Map([...graph.constants].filter(([id]) => needed.has(id)));
  return { ...graph, nodes, constants };
}
