import type { Graph, Node, Value } from '../graph.ts';
import { withoutDeadCode } from '../optimize/dead-code.ts';
import { type CpuTensor, elementCount, zeros } from '../tensor.ts';
import {
  type BoundInput,
  bindInputs,
  type DeclaredValue,
  type InputShapes,
  requiredInputs,
  toldTypes,
} from './declared-values.ts';
import { type ImportedModel, importModel } from './import.ts';
import { type ModelProto, type NodeProto, readModel, takenBy } from './model.ts';
import { neededNodes, orderNodes } from './node-order.ts';
import { typesOnOnnxruntime } from './onnxruntime.ts';
import { writeSubmodel } from './submodel.ts';
import { elementTypeName } from './tensor-proto.ts';
import { type UnsupportedOp, UnsupportedOpsError } from './unsupported.ts';

/** A part of a model. Its inputs and outputs bear the names by which stages hand values on. */
export type Stage =
  | { readonly place: 'ours'; readonly graph: Graph }
  | {
      readonly place: 'onnxruntime';
      readonly model: Uint8Array<ArrayBuffer>;
      readonly inputs: readonly DeclaredValue[];
      readonly outputs: readonly BoundInput[];
    };

/** A model in stages that run one after the other, on our kernels and on onnxruntime in turn. */
export interface Partition {
  readonly stages: readonly Stage[];
  readonly unsupported: readonly UnsupportedOp[];
  /** Nodes of the file that onnxruntime runs, and all that its outputs depend on. */
  readonly foreignNodes: number;
  readonly allNodes: number;
}

interface Request {
  readonly file: string;
  readonly shapes?: InputShapes;
  readonly avoid?: readonly string[];
}

/** The model, what must run elsewhere, and the types of the values at its edges. */
interface Survey {
  readonly model: ModelProto;
  readonly nodes: readonly NodeProto[];
  readonly foreign: ReadonlySet<NodeProto>;
  readonly types: ReadonlyMap<string, BoundInput>;
  readonly unsupported: readonly UnsupportedOp[];
}

/**
 * Cuts a model between what our kernels run and what they lack: as few stages as there can be, each
 * as large as it can be. Types of values at the edges are those that the file tells, or are learnt
 * from a run of what comes before them on onnxruntime.
 * @returns null when it cannot be cut: an input or a weight is foreign, or a value in between is no
 * tensor of numbers or empty
 */
export async function partitionModel(
  bytes: Uint8Array<ArrayBuffer>,
  request: Request,
): Promise<Partition | null> {
  const model = readModel(request.file, bytes);
  const names = model.graph.outputs.map(({ name }) => name);
  const nodes = neededNodes(orderNodes(request.file, model.graph), names);
  const foreign = new Set<NodeProto>();
  const types = new Map<string, BoundInput>();
  const unsupported: UnsupportedOp[] = [];
  for (;;) {
    const survey = { model, nodes, foreign, types, unsupported };
    const found = importAround(bytes, request, survey);
    if (!(found instanceof UnsupportedOpsError)) return inStages(survey, found);
    const fresh = nodes.filter(({ outputs }) =>
      found.unsupported.some((one) => one.outputs.some((name) => outputs.includes(name))),
    );
    const isNode = found.unsupported.every(({ outputs }) => outputs.length > 0);
    if (!isNode || fresh.length === 0) return null;
    for (const node of fresh) foreign.add(node);
    unsupported.push(...found.unsupported);
    if (!(await learnTypes(survey, fresh, request))) return null;
  }
}

/** The model with what is foreign as inputs, or what else it lacks. */
function importAround(
  bytes: Uint8Array<ArrayBuffer>,
  request: Request,
  { model, foreign, types }: Survey,
): ImportedModel | UnsupportedOpsError {
  const made = new Set([...foreign].flatMap(({ outputs }) => outputs));
  const elsewhere = new Map([...types].filter(([name]) => made.has(name)));
  const given = new Set(
    [...requiredInputs(model.graph), ...model.graph.initializers].map((one) => one.name),
  );
  const outputs = model.graph.outputs.map(({ name }) => name);
  const taken = [...foreign].flatMap(takenBy).filter((name) => !given.has(name));
  const wanted = [...new Set([...outputs, ...taken])].filter((name) => !made.has(name));
  try {
    return importModel(bytes, { ...request, elsewhere, wanted });
  } catch (thrown) {
    if (thrown instanceof UnsupportedOpsError) return thrown;
    throw thrown;
  }
}

/** Learns the types of what foreign nodes take and make; false when one is none that we hold. */
async function learnTypes(
  { model, nodes, types }: Survey & { types: Map<string, BoundInput> },
  fresh: readonly NodeProto[],
  { shapes = {} }: Request,
): Promise<boolean> {
  const held = new Set(model.graph.initializers.map(({ name }) => name));
  const inputs = bindInputs(requiredInputs(model.graph), shapes, []);
  for (const one of [...toldTypes(model.graph, inputs), ...inputs]) {
    if (!types.has(one.name)) types.set(one.name, one);
  }
  const used = new Set([...nodes.flatMap(takenBy), ...model.graph.outputs.map(({ name }) => name)]);
  const asked = fresh
    .flatMap((node) => [...takenBy(node), ...node.outputs.filter((name) => used.has(name))])
    .filter((name) => name !== '' && !held.has(name) && !types.has(name));
  if (asked.length === 0) return true;
  const names = [...new Set(asked)];
  const upstream = neededNodes(nodes, names);
  const probe = writeSubmodel(model, { nodes: upstream, inputs, constants: [], outputs: names });
  const feeds = Object.fromEntries(inputs.map((input) => [input.name, halfOf(input)]));
  const found = await typesOnOnnxruntime(probe, inputs.map(declared), feeds);
  for (const one of found ?? []) types.set(one.name, one);
  return names.every((name) => types.has(name) && elementCount(types.get(name)?.shape ?? []) > 0);
}

/** Numbers that most models take: zeros for places in tables, a half for reals. */
function halfOf({ dtype, shape }: BoundInput): CpuTensor {
  const tensor = zeros({ dtype, shape });
  if (dtype === 'f32') tensor.data.fill(0.5);
  return tensor;
}

const declared = ({ name, elementType, shape }: BoundInput): DeclaredValue => ({
  name,
  type: elementTypeName(elementType),
  shape,
});

/** Our stages have even numbers, those of onnxruntime odd ones. */
const evenFrom = (level: number) => level + (level % 2);
const oddFrom = (level: number) => level + 1 - (level % 2);

/** The stage of every node: the first in which all that it takes is there. */
function levelsOf({ nodes, foreign }: Survey, { graph, values }: ImportedModel) {
  const byName = new Map<string, number>();
  const byId = new Map<number, number>();
  const inputs = new Map(graph.inputs.map(({ id, name }) => [id, name]));
  // An output may be a view of a value under a name of its own.
  const outputs = new Map(graph.outputs.map(({ id, name }) => [name, id]));
  const ofValue = (id: number) => {
    const name = inputs.get(id);
    return name === undefined ? (byId.get(id) ?? 0) : (byName.get(name) ?? 0);
  };
  const ofName = (name: string) => {
    const id = outputs.get(name) ?? values.get(name)?.id;
    return byName.get(name) ?? (id === undefined ? 0 : ofValue(id));
  };
  const raise = <Key>(levels: Map<Key, number>, key: Key, level: number) => {
    if ((levels.get(key) ?? 0) >= level) return false;
    levels.set(key, level);
    return true;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (const node of nodes.filter((one) => foreign.has(one))) {
      const level = oddFrom(Math.max(0, ...takenBy(node).map(ofName)));
      for (const name of node.outputs) changed = raise(byName, name, level) || changed;
    }
    for (const node of graph.nodes) {
      const level = evenFrom(Math.max(0, ...node.inputs.map(({ id }) => ofValue(id))));
      for (const { id } of node.outputs) changed = raise(byId, id, level) || changed;
    }
  }
  return {
    ofForeign: ({ outputs }: NodeProto) => byName.get(outputs.find((one) => one !== '') ?? '') ?? 1,
    ofOurs: ({ outputs }: Node) => byId.get(outputs[0]?.id ?? -1) ?? 0,
  };
}

/** Our graph without outputs that only foreign nodes take and that are known: those they hold. */
function withoutKnownOutputs({ model }: Survey, { graph, values }: ImportedModel): Graph {
  const asked = new Set(model.graph.outputs.map(({ name }) => name));
  const isKnown = (name: string) => graph.constants.has(values.get(name)?.id ?? -1);
  const outputs = graph.outputs.filter(({ name }) => asked.has(name) || !isKnown(name));
  return withoutDeadCode({ ...graph, outputs });
}

function inStages(survey: Survey, imported: ImportedModel): Partition {
  const { nodes, foreign, unsupported } = survey;
  const graph = withoutKnownOutputs(survey, imported);
  const { ofForeign, ofOurs } = levelsOf(survey, { ...imported, graph });
  const last = Math.max(...[...foreign].map(ofForeign), ...graph.nodes.map(ofOurs));
  const stages = Array.from({ length: last + 1 }, (_, level): Stage | null => {
    if (level % 2 === 1) {
      return foreignStage(
        survey,
        imported,
        nodes.filter((one) => foreign.has(one) && ofForeign(one) === level),
      );
    }
    const own = graph.nodes.filter((node) => ofOurs(node) === level);
    return own.length > 0 ? { place: 'ours', graph: slice(graph, own) } : null;
  }).filter((stage): stage is Stage => stage !== null);
  return { stages, unsupported, foreignNodes: foreign.size, allNodes: nodes.length };
}

/** Some nodes of our graph as one of their own; values at its edges bear unique names. */
function slice(graph: Graph, own: readonly Node[]): Graph {
  const fixed = new Set([...graph.inputs, ...graph.outputs].map(({ id }) => id));
  const rename = (value: Value): Value =>
    fixed.has(value.id) ? value : { ...value, name: `${value.name} ~${value.id}` };
  const nodes = own.map((node) => ({
    ...node,
    inputs: node.inputs.map(rename),
    outputs: node.outputs.map(rename),
  }));
  const made = new Map(nodes.flatMap(({ outputs }) => outputs).map((value) => [value.id, value]));
  const taken = new Map(nodes.flatMap(({ inputs }) => inputs).map((value) => [value.id, value]));
  const isOutside = ({ id }: Value) => !made.has(id) && !graph.constants.has(id);
  const others = graph.nodes.filter((node) => !own.includes(node));
  const wanted = new Set(
    [...graph.outputs, ...others.flatMap(({ inputs }) => inputs)].map(({ id }) => id),
  );
  return {
    nodes,
    inputs: [...taken.values()].filter(isOutside),
    outputs: [...made.values()].filter(({ id }) => wanted.has(id)),
    constants: graph.constants,
    states: [],
  };
}

function foreignStage(
  { model, nodes, types }: Survey,
  { graph, values }: ImportedModel,
  own: readonly NodeProto[],
): Stage {
  const made = new Set(own.flatMap(({ outputs }) => outputs));
  const held = new Set(model.graph.initializers.map(({ name }) => name));
  const taken = [...new Set(own.flatMap(takenBy))].filter(
    (name) => !made.has(name) && !held.has(name),
  );
  const edges = taken.flatMap((name) => {
    const type = types.get(name);
    const data = graph.constants.get(values.get(name)?.id ?? -1);
    return type ? [{ type, data }] : [];
  });
  const constants = edges.flatMap(({ type, data }) => (data ? [{ type, data }] : []));
  const inputs = edges.flatMap(({ type, data }) => (data ? [] : [type]));
  const others = nodes.filter((node) => !own.includes(node)).flatMap(takenBy);
  const wanted = new Set([...others, ...model.graph.outputs.map(({ name }) => name)]);
  const outputs = [...made].flatMap((name) => {
    const type = wanted.has(name) ? types.get(name) : undefined;
    return type ? [type] : [];
  });
  const part = { nodes: own, inputs, constants, outputs: outputs.map(({ name }) => name) };
  return {
    place: 'onnxruntime',
    model: writeSubmodel(model, part),
    inputs: inputs.map(declared),
    outputs,
  };
}
