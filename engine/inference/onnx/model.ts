/**
 * The messages of an ONNX file, as far as a net that runs needs them. Field numbers are those of
 * the official schema; fields that are not named here are passed over.
 *
 * @source https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3
 */

import { fail } from '../../core/errors.ts';
import { MessageReader } from './protobuf.ts';
import { readTensor, type TensorProto } from './tensor-proto.ts';

/** A file: a graph and the versions of the operators that it uses. */
export interface ModelProto {
  readonly irVersion: number;
  readonly opsets: readonly { readonly domain: string; readonly version: number }[];
  readonly graph: GraphProto;
  /** Messages of the operators that the file defines itself. */
  readonly functions: readonly Bytes[];
}

/** Nodes, what is known, what goes in and what comes out. */
export interface GraphProto {
  readonly nodes: readonly NodeProto[];
  readonly initializers: readonly TensorProto[];
  readonly sparseInitializers: number;
  readonly inputs: readonly ValueInfoProto[];
  readonly outputs: readonly ValueInfoProto[];
  /** What the file tells of values in between. */
  readonly valueInfos: readonly ValueInfoProto[];
}

/** One use of an operator. An empty name stands for an input or output that is left out. */
export interface NodeProto {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly name: string;
  readonly opType: string;
  readonly domain: string;
  readonly attributes: ReadonlyMap<string, AttributeProto>;
  /** The node's own message. */
  readonly message: Bytes;
}

/** An attribute; which fields hold it depends on the operator. */
export interface AttributeProto {
  readonly name: string;
  readonly float?: number;
  readonly int?: number;
  readonly text?: Uint8Array<ArrayBuffer>;
  readonly tensor?: TensorProto;
  readonly floats: readonly number[];
  readonly ints: readonly number[];
  readonly texts: readonly Uint8Array<ArrayBuffer>[];
  /** Graphs, as loops and conditions hold them. */
  readonly graphs: readonly GraphProto[];
}

/** An extent: a number, a name that stands for one, or nothing. */
export type Dimension = number | string | null;

/** Name and type of an input or output. */
export interface ValueInfoProto {
  readonly name: string;
  /** Number of the element type, or null when it is no tensor. */
  readonly elementType: number | null;
  /** Null when not even the rank is told. */
  readonly shape: readonly Dimension[] | null;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** How deep graphs may lie within graphs: a damaged file must not exhaust the stack. */
const MAX_DEPTH = 16;

/** Reads an ONNX file. @throws InstrumentError when it is none, or torn */
export function readModel(subject: string, bytes: Bytes): ModelProto {
  const opsets: { domain: string; version: number }[] = [];
  const functions: Bytes[] = [];
  let irVersion = 0;
  let graph: GraphProto | undefined;
  const reader = new MessageReader(subject, bytes);
  while (reader.next()) {
    if (reader.field === 1) irVersion = reader.int64();
    else if (reader.field === 7) graph = readGraph(subject, reader.bytes());
    else if (reader.field === 8) opsets.push(readOpset(subject, reader.bytes()));
    else if (reader.field === 25) functions.push(reader.bytes());
    else reader.skip();
  }
  if (graph && irVersion > 0) return { irVersion, opsets, graph, functions };
  return fail({
    subject,
    constraint: 'be an ONNX model: hold a version and a graph',
    got: bytes.length === 0 ? 'an empty file' : 'neither, or one of them',
    remedy: 'check that it is an .onnx file and was downloaded whole',
  });
}

function readOpset(subject: string, bytes: Bytes) {
  const reader = new MessageReader(`An operator set of ${subject}`, bytes);
  let [domain, version] = ['', 0];
  while (reader.next()) {
    if (reader.field === 1) domain = reader.text();
    else if (reader.field === 2) version = reader.int64();
    else reader.skip();
  }
  return { domain: domain === 'ai.onnx' ? '' : domain, version };
}

function readGraph(file: string, bytes: Bytes, depth = 0): GraphProto {
  const subject = `The graph of ${file}`;
  if (depth > MAX_DEPTH) {
    fail({
      subject,
      constraint: `hold graphs within graphs at most ${MAX_DEPTH} deep`,
      got: 'deeper ones',
      remedy: 'get the file again; it is damaged',
    });
  }
  const nodes: NodeProto[] = [];
  const initializers: TensorProto[] = [];
  const inputs: ValueInfoProto[] = [];
  const outputs: ValueInfoProto[] = [];
  const valueInfos: ValueInfoProto[] = [];
  let sparseInitializers = 0;
  const reader = new MessageReader(subject, bytes);
  while (reader.next()) {
    if (reader.field === 1) nodes.push(readNode(file, nodes.length, reader.bytes(), depth));
    else if (reader.field === 5) initializers.push(readTensor(file, reader.bytes()));
    else if (reader.field === 11) inputs.push(readValueInfo(file, reader.bytes()));
    else if (reader.field === 12) outputs.push(readValueInfo(file, reader.bytes()));
    else if (reader.field === 13) valueInfos.push(readValueInfo(file, reader.bytes()));
    else {
      if (reader.field === 15) sparseInitializers += 1;
      reader.skip();
    }
  }
  return { nodes, initializers, sparseInitializers, inputs, outputs, valueInfos };
}

function readNode(file: string, place: number, bytes: Bytes, depth: number): NodeProto {
  const subject = `Node ${place} of ${file}`;
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, AttributeProto>();
  let [name, opType, domain] = ['', '', ''];
  const reader = new MessageReader(subject, bytes);
  while (reader.next()) {
    if (reader.field === 1) inputs.push(reader.text());
    else if (reader.field === 2) outputs.push(reader.text());
    else if (reader.field === 3) name = reader.text();
    else if (reader.field === 4) opType = reader.text();
    else if (reader.field === 5) {
      const attribute = readAttribute(file, subject, reader.bytes(), depth);
      attributes.set(attribute.name, attribute);
    } else if (reader.field === 7) domain = reader.text();
    else reader.skip();
  }
  const own = domain === 'ai.onnx' ? '' : domain;
  return { inputs, outputs, name, opType, domain: own, attributes, message: bytes };
}

function readAttribute(file: string, node: string, bytes: Bytes, depth: number): AttributeProto {
  const subject = `An attribute of ${node}`;
  const [floats, ints, texts]: [number[], number[], Bytes[]] = [[], [], []];
  const single: { float?: number; int?: number; text?: Bytes; tensor?: TensorProto } = {};
  const graphs: GraphProto[] = [];
  let name = '';
  const reader = new MessageReader(subject, bytes);
  while (reader.next()) {
    if (reader.field === 1) name = reader.text();
    else if (reader.field === 2) single.float = reader.float();
    else if (reader.field === 3) single.int = reader.int64();
    else if (reader.field === 4) single.text = reader.bytes();
    else if (reader.field === 5) single.tensor = readTensor(node, reader.bytes());
    else if (reader.field === 7) reader.floats(floats);
    else if (reader.field === 8) reader.int64s(ints);
    else if (reader.field === 9) texts.push(reader.bytes());
    else if (reader.field === 6 || reader.field === 11) {
      graphs.push(readGraph(file, reader.bytes(), depth + 1));
    } else reader.skip();
  }
  return { name, ...single, floats, ints, texts, graphs };
}

function readValueInfo(file: string, bytes: Bytes): ValueInfoProto {
  const subject = `An input or output of ${file}`;
  const reader = new MessageReader(subject, bytes);
  let name = '';
  let type: Omit<ValueInfoProto, 'name'> = { elementType: null, shape: null };
  while (reader.next()) {
    if (reader.field === 1) name = reader.text();
    else if (reader.field === 2) type = readType(subject, reader.bytes());
    else reader.skip();
  }
  return { name, ...type };
}

/** Values that a node takes: its inputs, and those that graphs within it take from outside. */
export function takenBy({ inputs, attributes }: NodeProto): string[] {
  const graphs = [...attributes.values()].flatMap((attribute) => attribute.graphs);
  return [...inputs.filter((name) => name !== ''), ...graphs.flatMap(takenFromOutside)];
}

function takenFromOutside(graph: GraphProto): string[] {
  const own = new Set(
    [...graph.inputs, ...graph.initializers]
      .map(({ name }) => name)
      .concat(graph.nodes.flatMap(({ outputs }) => outputs)),
  );
  const used = [...graph.nodes.flatMap(takenBy), ...graph.outputs.map(({ name }) => name)];
  return used.filter((name) => !own.has(name));
}

/** A tensor's type; what is none gives null. */
function readType(subject: string, bytes: Bytes): Omit<ValueInfoProto, 'name'> {
  const outer = new MessageReader(subject, bytes);
  let elementType: number | null = null;
  let shape: Dimension[] | null = null;
  while (outer.next()) {
    if (outer.field !== 1) {
      outer.skip();
      continue;
    }
    const tensor = new MessageReader(subject, outer.bytes());
    while (tensor.next()) {
      if (tensor.field === 1) elementType = tensor.int64();
      else if (tensor.field === 2) shape = readShape(subject, tensor.bytes());
      else tensor.skip();
    }
  }
  return { elementType, shape };
}

function readShape(subject: string, bytes: Bytes): Dimension[] {
  const shape: Dimension[] = [];
  const reader = new MessageReader(subject, bytes);
  while (reader.next()) {
    if (reader.field === 1) shape.push(readDimension(subject, reader.bytes()));
    else reader.skip();
  }
  return shape;
}

function readDimension(subject: string, bytes: Bytes): Dimension {
  let dimension: Dimension = null;
  const reader = new MessageReader(subject, bytes);
  while (reader.next()) {
    if (reader.field === 1) dimension = reader.int64();
    else if (reader.field === 2) dimension = reader.text() || null;
    else reader.skip();
  }
  // Some exporters write unknown extents as 0 or less.
  return typeof dimension === 'number' && dimension < 1 ? null : dimension;
}
