import type { Graph, Node } from '../graph.ts';
import { FEW_ROWS } from '../matmul/product.ts';
import type { Attributes } from '../op.ts';
import { type CpuTensor, elementCount, tensor } from '../tensor.ts';
import { GraphEditor, isBare, numberAttribute } from './graph-editor.ts';

/**
 * A graph in which products of few rows normalise their rows themselves: the norm's scale becomes
 * part of the matrix and its bias part of the product's, and a step of a decoder has two dispatches
 * a layer less.
 */
export function withNormalizedProducts(graph: Graph): Graph {
  const editor = new GraphEditor(graph);
  for (const norm of editor.nodes) {
    const rows = norm.op.name === 'normalize' ? readNorm(editor, norm) : undefined;
    const products = rows && productsOf(editor, graph, norm);
    if (!rows || !products) continue;
    for (const product of products) joinNorm(editor, { norm, product }, rows);
    editor.remove(norm);
  }
  return editor.finish();
}

/** Scale and bias of a norm of rows, where they are known. */
interface NormRows {
  readonly kind: 'layer' | 'rms';
  readonly epsilon: number;
  readonly scale: CpuTensor | undefined;
  readonly bias: CpuTensor | undefined;
}

function readNorm(editor: GraphEditor, norm: Node): NormRows | undefined {
  const [x, ...parameters] = norm.inputs;
  const { kind, axis = -1, scale, bias } = norm.attributes;
  const k = x?.shape.at(-1) ?? 1;
  const isLast = axis === -1 || axis === (x?.shape.length ?? 0) - 1;
  const known = parameters.map((value) => editor.constantOf(value));
  const fit = known.every((data) => data && elementCount(data.shape) === k);
  if (!x || (kind !== 'layer' && kind !== 'rms') || !isLast || !fit || !isBare(norm)) {
    return undefined;
  }
  return {
    kind,
    epsilon: numberAttribute(norm.attributes.epsilon) ?? 1e-5,
    scale: scale === true ? known[0] : undefined,
    bias: bias === true ? known[Number(scale === true)] : undefined,
  };
}

/** The products that use a norm, if nothing else does and all can take it over. */
function productsOf(editor: GraphEditor, graph: Graph, norm: Node): Node[] | undefined {
  const [value] = norm.outputs;
  const uses = graph.nodes.filter(({ inputs }) => inputs.some(({ id }) => id === value?.id));
  const isResult = [...graph.outputs, ...graph.states.map(({ next }) => next)].some(
    ({ id }) => id === value?.id,
  );
  if (!value || isResult || uses.length === 0) return undefined;
  return uses.every((node) => takesNorm(editor, node, value.id)) ? uses : undefined;
}

function takesNorm(editor: GraphEditor, node: Node, value: number): boolean {
  const { op, inputs, attributes } = node;
  const [a, b, bias] = inputs;
  if (op.name !== 'matmul' || !editor.has(node) || a?.id !== value || !b) return false;
  const others = inputs.slice(1).some(({ id }) => id === value);
  const isPlain = attributes.transposeA !== true && attributes.normalize === undefined;
  const k = a.shape.at(-1) ?? 1;
  const isFew = elementCount(a.shape) / k <= FEW_ROWS && k % 4 === 0;
  const isKnown = b.shape.length === 2 && editor.constantOf(b) !== undefined;
  // The norm's bias goes into one that is known, and is a number a column.
  const takesBias =
    attributes.bias !== true ||
    (editor.constantOf(bias) !== undefined &&
      bias?.shape.at(-1) === elementCount(bias?.shape ?? []));
  return !others && isPlain && isFew && isKnown && takesBias;
}

function joinNorm(
  editor: GraphEditor,
  { norm, product }: { readonly norm: Node; readonly product: Node },
  rows: NormRows,
): void {
  const [, matrix, ...rest] = product.inputs;
  const [x] = norm.inputs;
  const data = editor.constantOf(matrix);
  if (!x || !data) return;
  const k = x.shape.at(-1) ?? 1;
  const n = elementCount(data.shape) / k;
  const { transposeB, bias, ...others } = product.attributes;
  const weight = (row: number, column: number) =>
    data.data[transposeB === true ? column * k + row : row * n + column] ?? 0;
  const scaled = Float32Array.from({ length: k * n }, (_, i) => {
    const row = Math.floor(i / n);
    return weight(row, i % n) * (rows.scale?.data[row] ?? 1);
  });
  const known = bias === true ? editor.constantOf(rest.shift()) : undefined;
  const [alpha, beta] = [others.alpha ?? 1, others.beta ?? 1].map(Number) as [number, number];
  const summed = Float32Array.from({ length: n }, (_, column) => {
    let sum = 0;
    for (let row = 0; row < k; row++) sum += (rows.bias?.data[row] ?? 0) * weight(row, column);
    const own = known?.data[known.data.length === 1 ? 0 : column] ?? 0;
    return alpha * sum + beta * own;
  });
  const attributes: Attributes = {
    ...others,
    beta: 1,
    bias: true,
    normalize: rows.kind,
    epsilon: rows.epsilon,
  };
  editor.replace(product, {
    op: product.op,
    inputs: [
      x,
      editor.constant(`${product.label} weights`, tensor([k, n], scaled)),
      editor.constant(`${product.label} bias`, tensor([n], summed)),
      ...rest,
    ],
    attributes,
    label: product.label,
  });
}
