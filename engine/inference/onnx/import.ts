import { fail } from '../../core/errors.ts';
import type { Graph, Value } from '../graph.ts';
import reshape from '../ops/reshape.ts';
import { withoutDeadCode } from '../optimize/dead-code.ts';
import { converters } from './converter-registry.ts';
import {
  type BoundInput,
  bindInputs,
  type DeclaredValue,
  declaredValue,
  type InputShapes,
  requiredInputs,
} from './declared-values.ts';
import { Emitter } from './emitter.ts';
import { type ModelProto, type NodeProto, readModel, takenBy } from './model.ts';
import { neededNodes, orderNodes } from './node-order.ts';
import { nodeLabel, OnnxNode } from './onnx-node.ts';
import { tensorOf } from './tensor-proto.ts';
import { UnsupportedNode, type UnsupportedOp, UnsupportedOpsError } from './unsupported.ts';

/** How a model is imported. */
export interface ImportOptions {
  /** Name of the file, for messages. */
  readonly file?: string;
  /** Shapes of inputs that the file leaves open, by name. */
  readonly shapes?: InputShapes;
  /** Operators that are taken for unsupported. */
  readonly avoid?: readonly string[];
  /** Values that another runtime makes: inputs of our graph, whose nodes are passed over. */
  readonly elsewhere?: ReadonlyMap<string, BoundInput>;
  /** Values that are wanted beside the model's outputs, or instead of them where those are. */
  readonly wanted?: readonly string[];
}

/** A model as our graph, with what its file declares. */
export interface ImportedModel {
  readonly graph: Graph;
  readonly inputs: readonly DeclaredValue[];
  readonly outputs: readonly DeclaredValue[];
  /** Values of ours by their names in the file; null for those that are made elsewhere. */
  readonly values: ReadonlyMap<string, Value | null>;
}

/** What a file declares, without its net. */
export interface ModelDescription {
  readonly opset: number;
  readonly inputs: readonly DeclaredValue[];
  readonly outputs: readonly DeclaredValue[];
  /** How often it uses each operator. */
  readonly operators: ReadonlyMap<string, number>;
}

/** Versions of ONNX's operators whose meaning the converters know. */
export const OPSETS = { first: 7, last: 23 } as const;

/**
 * Reads an ONNX model as our graph: shapes bound, constants folded. Input and output names are the
 * model's own.
 * @throws UnsupportedOpsError for a sound model that our ops cannot express, InstrumentError for a
 * file that is torn, damaged, no ONNX, or cannot hold with these shapes
 */
export function importOnnx(bytes: Uint8Array<ArrayBuffer>, options: ImportOptions = {}): Graph {
  return importModel(bytes, options).graph;
}

/** As {@link importOnnx}, with the types that the file declares. */
export function importModel(
  bytes: Uint8Array<ArrayBuffer>,
  options: ImportOptions = {},
): ImportedModel {
  const file = options.file ?? 'the ONNX file';
  const model = readModel(file, bytes);
  const opset = opsetOf(file, model);
  return new ModelImport(file, model, opset).run(options);
}

/** What an ONNX file declares. @throws InstrumentError when it is none, or torn */
export function describeModel(
  bytes: Uint8Array<ArrayBuffer>,
  file = 'the ONNX file',
): ModelDescription {
  const model = readModel(file, bytes);
  const operators = new Map<string, number>();
  for (const { opType } of model.graph.nodes) {
    operators.set(opType, (operators.get(opType) ?? 0) + 1);
  }
  return {
    opset: opsetOf(file, model),
    inputs: requiredInputs(model.graph).map(declaredValue),
    outputs: model.graph.outputs.map(declaredValue),
    operators,
  };
}

function opsetOf(file: string, model: ModelProto): number {
  const version = model.opsets.find(({ domain }) => domain === '')?.version;
  if (version !== undefined && version >= OPSETS.first && version <= OPSETS.last) return version;
  return fail({
    subject: `The operator set of ${file}`,
    constraint: `be of a version from ${OPSETS.first} to ${OPSETS.last}`,
    got: version ?? (model.opsets.map(({ domain }) => domain).join(', ') || 'none'),
    remedy: 'convert the model (onnx.version_converter), or export it for such a version',
  });
}

class ModelImport {
  readonly #file: string;
  readonly #model: ModelProto;
  readonly #opset: number;
  readonly #emitter = new Emitter();
  /** Values by name; null for those that an unsupported node would have made. */
  readonly #values = new Map<string, Value | null>();
  readonly #elementTypes = new Map<number, number>();
  readonly #unsupported: UnsupportedOp[] = [];
  #avoided: readonly string[] = [];
  /** Names of the values that something takes. */
  #used: ReadonlySet<string> = new Set();

  constructor(file: string, model: ModelProto, opset: number) {
    this.#file = file;
    this.#model = model;
    this.#opset = opset;
  }

  run(options: ImportOptions): ImportedModel {
    const { shapes = {}, elsewhere = new Map(), wanted, avoid = [] } = options;
    this.#avoided = avoid;
    const { graph } = this.#model;
    const names = graph.outputs.map(({ name }) => name);
    const nodes = neededNodes(orderNodes(this.#file, graph), names);
    this.#used = new Set([...nodes.flatMap(takenBy), ...names]);
    const inputs = requiredInputs(graph);
    this.#addInitializers();
    for (const bound of bindInputs(inputs, shapes, this.#unsupported)) this.#addInput(bound);
    for (const bound of elsewhere.values()) this.#addInput(bound);
    for (const node of nodes) {
      if (!node.outputs.some((name) => elsewhere.has(name))) this.#convert(node);
    }
    const built = this.#finish(wanted ?? names);
    return {
      graph: withoutDeadCode(built),
      inputs: inputs.map(declaredValue),
      outputs: graph.outputs.map(declaredValue),
      values: this.#values,
    };
  }

  #addInput(bound: BoundInput): void {
    const value = this.#emitter.builder.input(bound.name, bound);
    this.#values.set(bound.name, value);
    this.#elementTypes.set(value.id, bound.elementType);
  }

  #addInitializers(): void {
    const { initializers, sparseInitializers } = this.#model.graph;
    if (sparseInitializers > 0) {
      const why = 'holds its weights sparsely';
      this.#unsupported.push({
        op: 'sparse initializer',
        node: `${sparseInitializers} tensors`,
        why,
        outputs: [],
      });
    }
    for (const proto of initializers) {
      const subject = `The initializer "${proto.name}" of ${this.#file}`;
      const value = this.#emitter.constant(proto.name, tensorOf(subject, proto));
      this.#values.set(proto.name, value);
      this.#elementTypes.set(value.id, proto.elementType);
    }
  }

  #convert(proto: NodeProto): void {
    const outputs = this.#tryConvert(proto);
    proto.outputs.forEach((name, i) => {
      if (name !== '') this.#values.set(name, outputs?.[i] ?? null);
    });
  }

  /** The node's outputs, or null when it is not supported or takes what is not. */
  #tryConvert(proto: NodeProto): readonly (Value | undefined)[] | null {
    const given = proto.inputs.map((name) => (name === '' ? undefined : this.#values.get(name)));
    if (given.includes(null)) return null;
    const inputs = given as readonly (Value | undefined)[];
    const node = new OnnxNode(proto, {
      emitter: this.#emitter,
      opset: this.#opset,
      inputs,
      elementTypeOf: (value) => this.#elementTypes.get(value.id),
    });
    try {
      const result = this.#converterOf(proto)(node);
      const outputs = Array.isArray(result) ? (result as readonly Value[]) : [result as Value];
      const lacking = proto.outputs.findIndex((name, i) => this.#used.has(name) && !outputs[i]);
      if (lacking < 0) return outputs;
      throw new UnsupportedNode(`is asked for its output ${lacking}`);
    } catch (thrown) {
      if (!(thrown instanceof UnsupportedNode)) throw thrown;
      const op = proto.domain === '' ? proto.opType : `${proto.domain}.${proto.opType}`;
      const { outputs } = proto;
      this.#unsupported.push({ op, node: nodeLabel(proto), why: thrown.message, outputs });
      return null;
    }
  }

  #converterOf(proto: NodeProto) {
    const { domain, opType, attributes } = proto;
    if (domain !== '') throw new UnsupportedNode(`is of the domain ${domain}`);
    if (this.#avoided.includes(opType)) throw new UnsupportedNode('is to be avoided');
    const converter = converters.get(opType);
    if (converter) return converter;
    const holdsGraph = [...attributes.values()].some(({ graphs }) => graphs.length > 0);
    throw new UnsupportedNode(holdsGraph ? 'holds a graph of its own' : 'has no kernel');
  }

  #finish(names: readonly string[]): Graph {
    const values = names.map((name) => this.#outputOf(name));
    if (this.#unsupported.length > 0) {
      throw new UnsupportedOpsError(`The model ${this.#file}`, this.#unsupported);
    }
    return nameOutputs(this.#emitter, names, values as readonly Value[]);
  }

  #outputOf(name: string): Value | null {
    const value = this.#values.get(name);
    if (value !== undefined) return value;
    return fail({
      subject: `The output "${name}" of ${this.#file}`,
      constraint: 'be made by a node',
      got: 'nothing of that name',
      remedy: 'export the model again; it is damaged',
    });
  }
}

/** The graph whose outputs bear the model's names. */
function nameOutputs(emitter: Emitter, names: readonly string[], values: readonly Value[]): Graph {
  const { builder } = emitter;
  const made = new Set(
    builder.build([]).nodes.flatMap(({ outputs }) => outputs.map(({ id }) => id)),
  );
  const named = new Map<number, string>();
  const outputs = values.map((value, i) => {
    const name = names[i] ?? value.name;
    // A value that is an input, known, or an output already appears under a second name by a view.
    const own = made.has(value.id) && !named.has(value.id);
    const output = own ? value : builder.apply(reshape, [value], { shape: value.shape }, name);
    named.set(output.id, name);
    return output;
  });
  const rename = (value: Value): Value => ({ ...value, name: named.get(value.id) ?? value.name });
  const graph = builder.build(outputs.map(rename));
  return {
    ...graph,
    nodes: graph.nodes.map((node) => ({ ...node, outputs: node.outputs.map(rename) })),
  };
}
