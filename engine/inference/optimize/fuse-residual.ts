import { isPackable, readConvolution } from '../convolution/conv-attributes.ts';
import type { Graph, Node } from '../graph.ts';
import { shapeText } from '../tensor.ts';
import { GraphEditor, isBare } from './graph-editor.ts';

/** Whether the packed kernels run a convolution: the others take over no neighbouring work. */
export function isPackedConvolution({ inputs, attributes }: Node): boolean {
  return isPackable(readConvolution(inputs, attributes));
}

/** A graph in which convolutions add what is added to them. */
export function withFusedResiduals(graph: Graph): Graph {
  const editor = new GraphEditor(graph);
  for (const node of editor.nodes) {
    if (node.op.name !== 'binary' || node.attributes.operator !== 'add') continue;
    const [a, b] = node.inputs;
    const sides = [
      [a, b],
      [b, a],
    ] as const;
    for (const [value, other] of sides) {
      const conv = editor.soleMaker(value, 'conv2d');
      if (!conv || !value || !other || !editor.has(node)) continue;
      const fits = shapeText(value.shape) === shapeText(other.shape) && value.id !== other.id;
      const free = isBare(conv) && conv.attributes.residual !== true && isPackedConvolution(conv);
      if (!fits || !free) continue;
      const [x, weights, bias, ...rest] = conv.inputs;
      if (!x || !weights || !bias) continue;
      editor.remove(conv);
      editor.replace(node, {
        op: conv.op,
        inputs: [x, weights, bias, other, ...rest],
        attributes: { ...conv.attributes, residual: true },
        label: conv.label,
      });
    }
  }
  return editor.finish();
}
