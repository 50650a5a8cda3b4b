import { type Graph, resultsOf } from '../graph.ts';
import { type CpuTensor, elementCount } from '../tensor.ts';
import { GraphEditor } from './graph-editor.ts';

/** The most elements of a result that is worked out beforehand, unless its inputs have more. */
const MAX_ELEMENTS = 2 ** 22;
/** Ops that do far more than one step an element. */
const HEAVY: ReadonlySet<string> = new Set(['conv2d', 'conv-transpose', 'matmul', 'gru', 'lstm']);

/** A graph in which what follows from constants alone is a constant. */
export function withFoldedConstants(graph: Graph): Graph {
  const editor = new GraphEditor(graph);
  const results = new Set(resultsOf(graph).map(({ id }) => id));
  for (const node of editor.nodes) {
    const inputs = node.inputs.map((input) => editor.constantOf(input));
    const count = node.outputs.reduce((sum, { shape }) => sum + elementCount(shape), 0);
    const given = node.inputs.reduce((sum, { shape }) => sum + elementCount(shape), 0);
    const small = count <= Math.max(MAX_ELEMENTS, given) && !HEAVY.has(node.op.name);
    if (inputs.length === 0 || inputs.includes(undefined) || !small) continue;
    if (node.outputs.some(({ id }) => results.has(id))) continue;
    const known = inputs as readonly CpuTensor[];
    editor.settle(node, node.op.reference(known, node.attributes, node.outputs));
  }
  return editor.finish();
}
