import type { Graph, Node, Value } from '../graph.ts';
import { type CpuTensor, elementCount, tensor } from '../tensor.ts';
import { GraphEditor, isBare } from './graph-editor.ts';

/** A factor and a summand for every channel. */
interface Affine {
  readonly scale: Float32Array<ArrayBuffer>;
  readonly shift: Float32Array<ArrayBuffer>;
}

/**
 * A graph in which what scales and shifts the channels of a convolution is part of its weights and
 * bias: batch norm, and products and sums with one known number a channel.
 */
export function withFoldedAffine(graph: Graph): Graph {
  const editor = new GraphEditor(graph);
  for (const node of editor.nodes) {
    const found =
      node.op.name === 'batch-norm' ? batchNorm(editor, node) : arithmetic(editor, node);
    if (found) fold(editor, found.conv, node, found.affine);
  }
  return editor.finish();
}

interface Found {
  readonly conv: Node;
  readonly affine: Affine;
}

/** The convolution before a node, if all of it can be scaled. */
function convBefore(editor: GraphEditor, value: Value | undefined): Node | undefined {
  const conv = editor.soleMaker(value, 'conv2d');
  const known = editor.constantOf(conv?.inputs[1]) && editor.constantOf(conv?.inputs[2]);
  return conv && known && isBare(conv) && conv.attributes.residual !== true ? conv : undefined;
}

/** @source S. Ioffe and C. Szegedy, "Batch Normalization", 2015, algorithm 2 */
function batchNorm(editor: GraphEditor, node: Node): Found | undefined {
  const conv = convBefore(editor, node.inputs[0]);
  const [gamma, beta, mean, variance] = node.inputs
    .slice(1)
    .map((input) => editor.constantOf(input));
  if (!conv || !gamma || !beta || !mean || !variance) return undefined;
  const epsilon = Number(node.attributes.epsilon ?? 1e-5);
  const scale = Float32Array.from(gamma.data, (factor, c) => {
    return factor / Math.sqrt((variance.data[c] ?? 1) + epsilon);
  });
  const shift = Float32Array.from(
    beta.data,
    (summand, c) => summand - (mean.data[c] ?? 0) * (scale[c] ?? 1),
  );
  return { conv, affine: { scale, shift } };
}

function arithmetic(editor: GraphEditor, node: Node): Found | undefined {
  const { operator } = node.attributes;
  if (node.op.name !== 'binary' || !['add', 'sub', 'mul', 'div'].includes(String(operator)))
    return undefined;
  const [a, b] = node.inputs;
  const commutes = operator === 'add' || operator === 'mul';
  const sides = commutes
    ? ([
        [a, b],
        [b, a],
      ] as const)
    : ([[a, b]] as const);
  for (const [value, other] of sides) {
    const conv = convBefore(editor, value);
    const numbers = value && byChannel(editor.constantOf(other), value.shape);
    if (conv && numbers) return { conv, affine: affineOf(String(operator), numbers) };
  }
  return undefined;
}

function affineOf(operator: string, numbers: Float32Array<ArrayBuffer>): Affine {
  const same = (value: number) => new Float32Array(numbers.length).fill(value);
  if (operator === 'add') return { scale: same(1), shift: numbers };
  if (operator === 'sub') return { scale: same(1), shift: numbers.map((value) => -value) };
  if (operator === 'mul') return { scale: numbers, shift: same(0) };
  return { scale: numbers.map((value) => 1 / value), shift: same(0) };
}

/** Known numbers as one a channel, if that is what they broadcast to over `[n, c, h, w]`. */
function byChannel(
  known: CpuTensor | undefined,
  over: readonly number[],
): Float32Array<ArrayBuffer> | undefined {
  const channels = over[1] ?? 1;
  if (!known || known.shape.length > 4) return undefined;
  const count = elementCount(known.shape);
  const each = known.shape.at(-3) === channels && count === channels;
  if (count === 1) return new Float32Array(channels).fill(known.data[0] ?? 0);
  return each ? Float32Array.from(known.data) : undefined;
}

function fold(editor: GraphEditor, conv: Node, node: Node, { scale, shift }: Affine): void {
  const [x, weights, bias, ...rest] = conv.inputs;
  const [kernel, summands] = [editor.constantOf(weights), editor.constantOf(bias)];
  if (!x || !kernel || !summands) return;
  const each = kernel.data.length / scale.length;
  const scaled = Float32Array.from(
    kernel.data,
    (value, i) => value * (scale[Math.floor(i / each)] ?? 1),
  );
  const moved = Float32Array.from(
    summands.data,
    (value, c) => value * (scale[c] ?? 1) + (shift[c] ?? 0),
  );
  const { activation, alpha, beta } = node.op.name === 'batch-norm' ? node.attributes : {};
  editor.remove(conv);
  editor.replace(node, {
    op: conv.op,
    inputs: [
      x,
      editor.constant(`${conv.label} weights`, tensor(kernel.shape, scaled)),
      editor.constant(`${conv.label} bias`, tensor(summands.shape, moved)),
      ...rest,
    ],
    attributes: { ...conv.attributes, ...(activation && { activation, alpha, beta }) },
    label: conv.label,
  });
}
