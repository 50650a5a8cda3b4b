import type { Graph, Node, Value } from '../graph.ts';
import type { OpDefinition } from '../op.ts';
import attention from '../ops/attention.ts';
import transpose from '../ops/transpose.ts';
import { elementCount } from '../tensor.ts';
import { GraphEditor, isBare } from './graph-editor.ts';

/**
 * A graph in which products of queries and keys, their scale, mask and softmax, and the product with
 * the values are one attention, whose scores are never written.
 */
export function withFusedAttention(graph: Graph): Graph {
  const editor = new GraphEditor(graph);
  for (const node of editor.nodes) {
    const found = node.op.name === 'matmul' ? readPattern(editor, node) : undefined;
    if (found) fuse(editor, node, found);
  }
  return editor.finish();
}

interface Pattern {
  readonly query: Value;
  /** Keys as the product has them: `[…, size, keys]`, or `[…, keys, size]`. */
  readonly keys: Value;
  readonly turned: boolean;
  readonly value: Value;
  readonly bias: Value | undefined;
  readonly scale: number;
  /** What is taken out, from the last on. */
  readonly nodes: readonly Node[];
}

/** Whether a product is a product alone. */
function isPlainProduct(node: Node): boolean {
  const { transposeA, bias, residual, normalize, alpha = 1 } = node.attributes;
  const others = [transposeA, bias, residual].some((one) => one === true);
  return isBare(node) && !others && normalize === undefined && alpha === 1;
}

function readPattern(editor: GraphEditor, product: Node): Pattern | undefined {
  const softmax = editor.soleMaker(product.inputs[0], 'softmax');
  const [scores] = softmax?.inputs ?? [];
  const [, value] = product.inputs;
  if (!softmax || !scores || !value || product.attributes.transposeB === true) return undefined;
  const { axis, log } = softmax.attributes;
  const isLast = axis === -1 || axis === scores.shape.length - 1;
  if (!isLast || log === true || !isPlainProduct(product)) return undefined;
  const masked = readMask(editor, scores);
  const scaled = readScale(editor, masked.value);
  const dots = editor.soleMaker(scaled.value, 'matmul');
  const [query, keys] = dots?.inputs ?? [];
  if (!dots || !query || !keys || !isPlainProduct(dots)) return undefined;
  const found: Pattern = {
    query,
    keys,
    turned: dots.attributes.transposeB !== true,
    value,
    bias: masked.bias,
    scale: scaled.scale,
    nodes: [softmax, ...masked.nodes, ...scaled.nodes, dots],
  };
  return fits(found) ? found : undefined;
}

function sidesOf({ inputs }: Node): readonly (readonly [Value | undefined, Value | undefined])[] {
  const [a, b] = inputs;
  return [
    [a, b],
    [b, a],
  ];
}

/** A mask that is added to scores, which are a product or a scaled one. */
function readMask(editor: GraphEditor, scores: Value) {
  const sum = editor.soleMaker(scores, 'binary');
  if (sum?.attributes.operator === 'add') {
    for (const [value, bias] of sidesOf(sum)) {
      const isScore =
        editor.soleMaker(value, 'matmul') ?? (value && readScale(editor, value).nodes[0]);
      if (isScore && value && bias && value.id !== bias.id) return { value, bias, nodes: [sum] };
    }
  }
  return { value: scores, bias: undefined, nodes: [] };
}

/** One known number that a product is multiplied or divided by. */
function readScale(editor: GraphEditor, scores: Value) {
  const node = editor.soleMaker(scores, 'binary');
  const operator = node?.attributes.operator;
  if (node && (operator === 'mul' || operator === 'div')) {
    for (const [value, factor] of operator === 'mul' ? sidesOf(node) : sidesOf(node).slice(0, 1)) {
      const known = editor.constantOf(factor);
      const number = known && elementCount(known.shape) === 1 ? known.data[0] : undefined;
      if (value && number !== undefined && editor.soleMaker(value, 'matmul')) {
        return { value, scale: operator === 'mul' ? number : 1 / number, nodes: [node] };
      }
    }
  }
  return { value: scores, scale: 1, nodes: [] };
}

/** Whether all is of one batch and one number of heads, and the mask broadcasts to the scores. */
function fits({ query, keys, turned, value, bias }: Pattern): boolean {
  const rank = query.shape.length;
  const batch = query.shape.slice(0, -2).join();
  const one = [query, keys, value].every(
    ({ shape }) => shape.length === rank && shape.slice(0, -2).join() === batch,
  );
  const steps = keys.shape.at(turned ? -1 : -2) ?? 1;
  // Where heads and batch are one axis, the mask's must not be taken for heads.
  const over = [
    ...(rank === 3 ? [query.shape[0], 1] : query.shape.slice(0, 2)),
    query.shape.at(-2),
  ];
  const shape = bias?.shape ?? [];
  const isAligned = rank === 4 || shape.length < 3 || shape[0] === 1;
  const broadcasts = shape.every((extent, i) => {
    const place = i + 4 - shape.length;
    return extent === 1 || extent === [...over, steps][place];
  });
  return one && (rank === 3 || rank === 4) && shape.length <= rank && isAligned && broadcasts;
}

/** Keys with their last two axes changed, which a transposition before them may do or undo. */
function turnedKeys(editor: GraphEditor, keys: Value, label: string) {
  const rank = keys.shape.length;
  const last = keys.shape.map((_, i) => (i < rank - 2 ? i : 2 * rank - 3 - i));
  const before = editor.soleMaker(keys, 'transpose');
  const given = before?.attributes.permutation as readonly number[] | undefined;
  const permutation = given ? last.map((axis) => given[axis] ?? axis) : last;
  const source = before?.inputs[0] ?? keys;
  if (permutation.every((axis, i) => axis === i)) return { key: source, nodes: [] };
  const node = editor.make({
    op: transpose as unknown as OpDefinition,
    inputs: [source],
    attributes: { permutation },
    label: `${label} keys`,
  });
  return { key: node.outputs[0] as Value, nodes: [node] };
}

function fuse(editor: GraphEditor, product: Node, pattern: Pattern): void {
  const { query, keys, turned, value, bias, scale, nodes } = pattern;
  const { key, nodes: before } = turned
    ? turnedKeys(editor, keys, product.label)
    : { key: keys, nodes: [] };
  for (const node of nodes) editor.remove(node);
  editor.replace(
    product,
    {
      op: attention as unknown as OpDefinition,
      inputs: [query, key, value, ...(bias ? [bias] : [])],
      attributes: {
        scale,
        ...(bias && { bias: true }),
        ...(query.shape.length === 3 && { heads: 1 }),
      },
      label: product.label,
    },
    before,
  );
}
