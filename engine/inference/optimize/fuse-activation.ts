import type { Graph, Node } from '../graph.ts';
import type { Attributes } from '../op.ts';
import { GraphEditor, isBare } from './graph-editor.ts';

/** Ops that apply an activation of any constants to their result. */
const TAKES_ANY: ReadonlySet<string> = new Set([
  'conv2d',
  'conv-transpose',
  'batch-norm',
  'normalize',
  'channel-affine',
  'linear-i8',
]);
/** Ops that apply activations by name alone. */
const TAKES_NAMED: ReadonlySet<string> = new Set(['matmul']);

/** A graph in which ops apply the activation that follows them. */
export function withFusedActivations(graph: Graph): Graph {
  const editor = new GraphEditor(graph);
  for (const node of editor.nodes) {
    const activation = activationOf(node);
    if (!activation) continue;
    const isNamed = activation.alpha === undefined && activation.beta === undefined;
    const ops = [...TAKES_ANY, ...(isNamed ? TAKES_NAMED : [])];
    const before = ops.flatMap((op) => editor.soleMaker(node.inputs[0], op) ?? [])[0];
    if (!before || !isBare(before)) continue;
    editor.remove(before);
    editor.replace(node, { ...before, attributes: { ...before.attributes, ...activation } });
  }
  return editor.finish();
}

/** The activation that a node is, as attributes. */
function activationOf({ op, attributes }: Node): Attributes | undefined {
  if (op.name === 'activation') return attributes;
  if (op.name !== 'clip') return undefined;
  const { min, max } = attributes;
  if (min === 0 && max === undefined) return { activation: 'relu' };
  if (min === 0 && max === 6) return { activation: 'relu6' };
  if (min === -1 && max === 1) return { activation: 'hardTanh' };
  return undefined;
}
