import type { CpuTensor } from '../tensor.ts';
import type { BoundInput } from './declared-values.ts';
import { type ModelProto, type NodeProto, takenBy } from './model.ts';
import { bytesField, type Encoded, joined, numberField, textField } from './protobuf-writer.ts';
import { ELEMENT_FORMS } from './stored-array.ts';
import { elementTypeName } from './tensor-proto.ts';

/** Nodes of a model that become one of their own. */
export interface Submodel {
  readonly nodes: readonly NodeProto[];
  readonly inputs: readonly BoundInput[];
  /** Values that are known although a node of the whole model makes them. */
  readonly constants: readonly { readonly type: BoundInput; readonly data: CpuTensor }[];
  readonly outputs: readonly string[];
}

/**
 * A model file of some of a model's nodes, with the weights that they take.
 * @source https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3
 */
export function writeSubmodel(model: ModelProto, part: Submodel): Encoded {
  const { nodes, inputs, constants, outputs } = part;
  const taken = new Set([...nodes.flatMap(takenBy), ...outputs]);
  const { initializers } = model.graph;
  const weights = initializers.filter(({ name }) => taken.has(name));
  const graph = joined([
    ...nodes.map(({ message }) => bytesField(1, message)),
    textField(2, 'part'),
    ...weights.map(({ message }) => bytesField(5, message)),
    ...constants.map((constant) => bytesField(5, tensorMessage(constant))),
    ...inputs.map((input) => bytesField(11, valueMessage(input))),
    // Types of outputs are worked out by whoever reads the file.
    ...outputs.map((name) => bytesField(12, textField(1, name))),
  ]);
  return joined([
    numberField(1, model.irVersion),
    bytesField(7, graph),
    ...model.opsets.map(({ domain, version }) =>
      bytesField(8, joined([textField(1, domain), numberField(2, version)])),
    ),
    ...model.functions.map((message) => bytesField(25, message)),
  ]);
}

function valueMessage({ name, elementType, shape }: BoundInput): Encoded {
  const extents = shape.map((extent) => bytesField(1, numberField(1, extent)));
  const tensor = joined([numberField(1, elementType), bytesField(2, joined(extents))]);
  return joined([textField(1, name), bytesField(2, bytesField(1, tensor))]);
}

function tensorMessage({ type, data }: Submodel['constants'][number]): Encoded {
  const form = ELEMENT_FORMS[elementTypeName(type.elementType)];
  if (!form) throw new Error(`A constant of ${elementTypeName(type.elementType)} is not written.`);
  const { buffer, byteOffset, byteLength } = form.store(data.data);
  return joined([
    ...type.shape.map((extent) => numberField(1, extent)),
    numberField(2, type.elementType),
    textField(8, type.name),
    bytesField(9, new Uint8Array(buffer, byteOffset, byteLength)),
  ]);
}
