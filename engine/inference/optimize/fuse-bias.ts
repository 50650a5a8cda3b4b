import type { Graph, Node } from '../graph.ts';
import { broadcastShapes, type Shape, shapeText } from '../tensor.ts';
import { GraphEditor, isBare } from './graph-editor.ts';

/** A graph in which matrix products add the bias, and then the residual, that is added to them. */
export function withFusedBias(graph: Graph): Graph {
  const editor = new GraphEditor(graph);
  for (const node of editor.nodes) {
    if (node.op.name !== 'binary' || node.attributes.operator !== 'add') continue;
    const [a, b] = node.inputs;
    const sides = [
      [a, b],
      [b, a],
    ] as const;
    for (const [value, bias] of sides) {
      const product = editor.soleMaker(value, 'matmul') ?? editor.soleMaker(value, 'linear-i8');
      if (!product || !value || !bias || !editor.has(node)) continue;
      const role = roleOf(product, bias.shape, value.shape);
      if (bias.id === value.id || role === undefined || !isBare(product)) continue;
      editor.remove(product);
      editor.replace(node, {
        op: product.op,
        inputs: [...product.inputs, bias],
        attributes: { ...product.attributes, [role]: true },
        label: product.label,
      });
    }
  }
  return editor.finish();
}

/** What a product can add a value as, if it can: its bias first, then what has its result's shape. */
function roleOf(product: Node, shape: Shape, result: Shape): 'bias' | 'residual' | undefined {
  const { bias, residual } = product.attributes;
  if (residual === true) return undefined;
  if (bias !== true) return takesBias(product, shape, result) ? 'bias' : undefined;
  const isResidual = product.op.name === 'matmul' && shape.join() === result.join();
  return isResidual ? 'residual' : undefined;
}

/** Layers of bytes take a number a column, other products all that broadcasts to the result. */
function takesBias({ op }: Node, bias: Shape, result: Shape): boolean {
  return op.name === 'linear-i8' ? bias.join() === `${result.at(-1)}` : broadcastsTo(bias, result);
}

function broadcastsTo(shape: Shape, over: Shape): boolean {
  if (shape.length > over.length) return false;
  const fits = shape.every(
    (extent, i) => extent === 1 || extent === over[over.length - shape.length + i],
  );
  return fits && shapeText(broadcastShapes(shape, over)) === shapeText(over);
}
