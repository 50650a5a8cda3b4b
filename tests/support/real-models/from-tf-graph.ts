/**
 * TensorFlow graphs as ONNX, node by node. Values keep their channels last, with a transposition
 * around each operator that wants them second, as plain exporters write it; shapes stay computed.
 * @source https://www.tensorflow.org/api_docs/python/tf/raw_ops
 */

import type { WrittenAttribute } from '../onnx-writer.ts';
import type { TfjsFiles } from './model-files.ts';
import { type NetAttributes, OnnxNet, reordered } from './onnx-net.ts';

interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Readonly<Record<string, Attr>>;
}

interface Attr {
  readonly s?: string | readonly number[];
  readonly i?: string;
  readonly b?: boolean;
  readonly f?: number;
  readonly list?: { readonly i?: readonly string[]; readonly s?: readonly (string | number[])[] };
}

const textOf = (s: string | readonly number[] | undefined): string =>
  typeof s === 'string' ? Buffer.from(s, 'base64').toString() : String.fromCharCode(...(s ?? []));

const ints = (values: readonly number[]): WrittenAttribute => ({ ints: [...values] });

class GraphReader {
  readonly net = new OnnxNet();
  readonly values = new Map<string, string>();
  readonly #weights: TfjsFiles['weights'];

  constructor(weights: TfjsFiles['weights']) {
    this.#weights = weights;
  }

  input({ input = [] }: GraphNode, place: number): string {
    const name = (input[place] ?? '').replace(/:0$/, '').replace(/^\^/, '');
    const value = this.values.get(name);
    if (value === undefined) throw new Error(`There is no ${name}.`);
    return value;
  }

  /** Numbers of an input that the model holds. */
  known({ input = [] }: GraphNode, place: number) {
    const weights = this.#weights.get(input[place] ?? '');
    if (!weights) throw new Error(`${input[place]} is not known.`);
    return weights;
  }

  hold(name: string): string {
    const weights = this.#weights.get(name);
    if (!weights) throw new Error(`There are no weights ${name}.`);
    return weights.dtype === 'int32' ? this.net.whole(weights) : this.net.reals(weights);
  }

  inChannels(x: string, apply: (x: string) => string): string {
    return this.net.transpose(apply(this.net.transpose(x, 0, 3, 1, 2)), 0, 2, 3, 1);
  }
}

const listOf = ({ attr }: GraphNode, name: string): number[] =>
  (attr?.[name]?.list?.i ?? []).map(Number);

const isSet = ({ attr }: GraphNode, name: string) => attr?.[name]?.b === true;
const numberOf = ({ attr }: GraphNode, name: string) => Number(attr?.[name]?.i ?? 0);

function window(node: GraphNode): NetAttributes {
  const [, ...strides] = listOf(node, 'strides');
  const [, ...dilations] = listOf(node, 'dilations');
  const same = textOf(node.attr?.padding?.s) === 'SAME';
  return {
    strides: ints(strides.slice(0, 2)),
    dilations: ints(dilations.length > 0 ? dilations.slice(0, 2) : [1, 1]),
    auto_pad: { text: same ? 'SAME_UPPER' : 'VALID' },
  };
}

type Convert = (reader: GraphReader, node: GraphNode) => string;

const plain =
  (op: string): Convert =>
  (reader, node) =>
    reader.net.add(
      op,
      (node.input ?? []).map((_, i) => reader.input(node, i)),
    );

const conv: Convert = (reader, node) => {
  const kernel = reader.net.reals(reordered(reader.known(node, 1), [3, 2, 0, 1]));
  return reader.inChannels(reader.input(node, 0), (x) =>
    reader.net.add('Conv', [x, kernel], window(node)),
  );
};

const depthwiseConv: Convert = (reader, node) => {
  const kernel = reader.known(node, 1);
  const weights = reader.net.reals(reordered(kernel, [2, 3, 0, 1]));
  return reader.inChannels(reader.input(node, 0), (x) =>
    reader.net.add('Conv', [x, weights], { ...window(node), group: { int: kernel.shape[2] ?? 1 } }),
  );
};

/** A convolution with what was fused to it. */
const fusedConv: Convert = (reader, node) => {
  const fused = (node.attr?.fused_ops?.list?.s ?? []).map(textOf);
  const made = conv(reader, node);
  return fused.reduce((x, op) => {
    if (op === 'BiasAdd') return reader.net.add('Add', [x, reader.input(node, 2)]);
    if (op === 'Relu' || op === 'Elu' || op === 'Sigmoid') return reader.net.add(op, [x]);
    throw new Error(`Nothing is read that is fused by ${op}.`);
  }, made);
};

const pad =
  (mode: (node: GraphNode) => string): Convert =>
  (reader, node) => {
    const { shape, data } = reader.known(node, 1);
    const [rank = 0] = shape;
    const sides = Array.from(
      { length: rank * 2 },
      (_, i) => data[(i % rank) * 2 + Math.floor(i / rank)],
    );
    const pads = reader.net.list(...(sides as number[]));
    return reader.net.add('Pad', [reader.input(node, 0), pads], { mode: { text: mode(node) } });
  };

const reduction =
  (op: string): Convert =>
  (reader, node) => {
    const axes = [...reader.known(node, 1).data];
    const keepdims = { int: Number(isSet(node, 'keep_dims')) };
    const x = reader.input(node, 0);
    return op === 'ReduceSum'
      ? reader.net.add(op, [x, reader.net.list(...axes)], { keepdims })
      : reader.net.add(op, [x], { axes: ints(axes), keepdims });
  };

/**
 * A slice. An entry of its bounds stands for an axis of the value, makes a new one, or drops the one
 * that it stands for. @source https://www.tensorflow.org/api_docs/python/tf/strided_slice
 */
const slice: Convert = (reader, node) => {
  const [begin, end, step] = [1, 2, 3].map((i) => [...reader.known(node, i).data]);
  if (!begin || !end || !step) throw new Error('A slice has no bounds.');
  if (numberOf(node, 'ellipsis_mask')) throw new Error(`${node.name} leaves axes out.`);
  const has = (mask: string, i: number) => ((numberOf(node, mask) >> i) & 1) === 1;
  const entries = begin.map((_, i) => i);
  const old = entries.filter((i) => !has('new_axis_mask', i));
  const far = 2 ** 31 - 1;
  const isBackwards = (i: number) => (step[i] ?? 1) < 0;
  const startOf = (i: number) =>
    has('begin_mask', i) ? (isBackwards(i) ? far : 0) : (begin[i] ?? 0);
  const endOf = (i: number) => {
    if (has('shrink_axis_mask', i)) return begin[i] === -1 ? far : (begin[i] ?? 0) + 1;
    return has('end_mask', i) ? (isBackwards(i) ? -far : far) : (end[i] ?? 0);
  };
  const { net } = reader;
  const lists = [old.map(startOf), old.map(endOf), old.map((_, axis) => axis)];
  const bounds = [...lists, old.map((i) => step[i] ?? 1)].map((list) => net.list(...list));
  const cut = net.add('Slice', [reader.input(node, 0), ...bounds]);
  const dropped = old.flatMap((i, axis) => (has('shrink_axis_mask', i) ? [axis] : []));
  const fewer = dropped.length > 0 ? net.add('Squeeze', [cut, net.list(...dropped)]) : cut;
  const shown = entries.filter((i) => has('new_axis_mask', i) || !has('shrink_axis_mask', i));
  const made = shown.flatMap((i, axis) => (has('new_axis_mask', i) ? [axis] : []));
  return made.length > 0 ? net.add('Unsqueeze', [fewer, net.list(...made)]) : fewer;
};

const packed: Convert = (reader, node) => {
  const axis = numberOf(node, 'axis');
  const { net } = reader;
  const parts = (node.input ?? []).map((_, i) =>
    net.add('Unsqueeze', [reader.input(node, i), net.list(axis)]),
  );
  return net.add('Concat', parts, { axis: { int: axis } });
};

const concat: Convert = (reader, node) => {
  const count = (node.input ?? []).length - 1;
  const [axis = 0] = reader.known(node, count).data;
  const parts = Array.from({ length: count }, (_, i) => reader.input(node, i));
  return reader.net.add('Concat', parts, { axis: { int: axis } });
};

/** Nearest pixels of a picture at a size that is computed. */
const nearest: Convert = (reader, node) => {
  const { net } = reader;
  return reader.inChannels(reader.input(node, 0), (x) => {
    const shape = net.add('Shape', [x]);
    const front = net.add('Slice', [shape, net.list(0), net.list(2)]);
    const sizes = net.add('Concat', [front, reader.input(node, 1)], { axis: { int: 0 } });
    return net.add('Resize', [x, '', '', sizes], {
      mode: { text: 'nearest' },
      coordinate_transformation_mode: { text: 'asymmetric' },
      nearest_mode: { text: 'floor' },
    });
  });
};

const batchNorm: Convert = (reader, node) => {
  const rows = [1, 2, 3, 4].map((i) => reader.input(node, i));
  return reader.inChannels(reader.input(node, 0), (x) =>
    reader.net.add('BatchNormalization', [x, ...rows], {
      epsilon: { float: node.attr?.epsilon?.f ?? 1e-4 },
    }),
  );
};

const OPS: Readonly<Record<string, Convert>> = {
  ...Object.fromEntries(
    [
      'Relu',
      'Sigmoid',
      'Neg',
      'Log',
      'Sqrt',
      'Mul',
      'Sub',
      'Add',
      'Shape',
      'Reshape',
      'Identity',
    ].map((op) => [op, plain(op)]),
  ),
  AddV2: plain('Add'),
  BiasAdd: plain('Add'),
  Conv2D: conv,
  DepthwiseConv2dNative: depthwiseConv,
  _FusedConv2D: fusedConv,
  FusedBatchNorm: batchNorm,
  Pad: pad(() => 'constant'),
  MirrorPad: pad((node) => {
    if (textOf(node.attr?.mode?.s) === 'REFLECT') return 'reflect';
    throw new Error('Edges are not mirrored with themselves.');
  }),
  Mean: reduction('ReduceMean'),
  Sum: reduction('ReduceSum'),
  Min: reduction('ReduceMin'),
  Max: reduction('ReduceMax'),
  StridedSlice: slice,
  Pack: packed,
  ConcatV2: concat,
  ResizeNearestNeighbor: nearest,
  Squeeze: (reader, node) =>
    reader.net.add('Squeeze', [
      reader.input(node, 0),
      reader.net.list(...listOf(node, 'squeeze_dims')),
    ]),
  ExpandDims: (reader, node) =>
    reader.net.add('Unsqueeze', [
      reader.input(node, 0),
      reader.net.list(...reader.known(node, 1).data),
    ]),
  Transpose: (reader, node) =>
    reader.net.transpose(reader.input(node, 0), ...reader.known(node, 1).data),
  Rsqrt: (reader, node) =>
    reader.net.add('Reciprocal', [reader.net.add('Sqrt', [reader.input(node, 0)])]),
  Square: (reader, node) => reader.net.add('Pow', [reader.input(node, 0), reader.net.real(2)]),
  SquaredDifference: (reader, node) => {
    const difference = reader.net.add('Sub', [reader.input(node, 0), reader.input(node, 1)]);
    return reader.net.add('Mul', [difference, difference]);
  },
  DivNoNan: (reader, node) => {
    const { net } = reader;
    const [a, b] = [reader.input(node, 0), reader.input(node, 1)];
    const isZero = net.add('Equal', [b, net.real(0)]);
    return net.add('Where', [isZero, net.real(0), net.add('Div', [a, b])]);
  },
};

/**
 * A TensorFlow graph as an ONNX file.
 * @param inputs extents of its inputs by name; a text leaves one open
 * @param outputs names of the nodes whose results are asked for
 * @throws {Error} for an operator that is not read
 */
export function fromTfGraph(
  { topology, weights }: TfjsFiles,
  inputs: Readonly<Record<string, readonly (number | string)[]>>,
  outputs: readonly string[],
): Uint8Array<ArrayBuffer> {
  const reader = new GraphReader(weights);
  const nodes = new Map((topology.node as readonly GraphNode[]).map((node) => [node.name, node]));
  const visit = (name: string): void => {
    if (reader.values.has(name)) return;
    const node = nodes.get(name);
    if (!node) throw new Error(`There is no node ${name}.`);
    for (const input of node.input ?? []) visit(input.replace(/:0$/, '').replace(/^\^/, ''));
    reader.values.set(name, convert(node));
  };
  const convert = (node: GraphNode): string => {
    if (node.op === 'Placeholder') return reader.net.input(node.name, inputs[node.name] ?? []);
    if (node.op === 'Const') return reader.hold(node.name);
    const known = OPS[node.op];
    if (!known) throw new Error(`Nodes of ${node.op} are not read.`);
    return known(reader, node);
  };
  for (const name of outputs) visit(name);
  return reader.net.write(
    17,
    Object.fromEntries(outputs.map((name) => [name, reader.values.get(name) ?? ''])),
  );
}
