import {
  bytesField as field,
  joined as message,
  numberField as number,
  textField as text,
  varint,
} from '../../../engine/inference/onnx/protobuf-writer.ts';
import { BLOCK, EPSILON, type Net, type NetNode, padsOf } from './net.ts';

/**
 * Writes a net as an ONNX file, for our importer and for onnxruntime alike.
 * @source https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3 (field numbers)
 */
export function onnxFile(net: Net): Uint8Array<ArrayBuffer> {
  const initializers: Bytes[] = [];
  const nodes = net.nodes.flatMap((node) => writeNode(node, initializers));
  const graph = message([
    ...nodes.map((node) => field(1, node)),
    text(2, 'net'),
    ...initializers.map((one) => field(5, one)),
    field(11, writeValue('input', net.input)),
    field(12, writeValue(valueName(net.output.id), net.output)),
  ]);
  return message([
    number(1, IR_VERSION),
    field(7, graph),
    field(8, message([text(1, ''), number(2, OPSET)])),
  ]);
}

/** Name of the result in the file. */
export function outputName(net: Net): string {
  return valueName(net.output.id);
}

const OPSET = 17;
const IR_VERSION = 8;
const FLOAT = 1;
const INT64 = 7;

type Bytes = Uint8Array<ArrayBuffer>;
type Attribute = number | string | readonly number[] | { readonly real: number };

const valueName = (id: number) => (id === 0 ? 'input' : `v${id}`);

function writeNode(node: NetNode, initializers: Bytes[]): Bytes[] {
  const { step, output } = node;
  const result = valueName(output.id);
  const inputs = node.inputs.map(({ id }) => valueName(id));
  const constant = (
    name: string,
    values: Float32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>,
    shape: readonly number[],
  ) => {
    initializers.push(writeTensor(`${result}.${name}`, values, shape));
    return `${result}.${name}`;
  };
  const one = (op: string, more: readonly string[], attributes: Record<string, Attribute> = {}) => [
    operator(op, [...inputs, ...more], result, attributes),
  ];
  switch (step.kind) {
    case 'relu':
      return one('Relu', []);
    case 'sigmoid':
      return one('Sigmoid', []);
    case 'add':
      return one('Add', []);
    case 'unshuffle':
      return one('SpaceToDepth', [], { blocksize: BLOCK });
    case 'shuffle':
      return one('DepthToSpace', [], { blocksize: BLOCK });
    case 'upsample': {
      const scales = constant('scales', Float32Array.of(1, 1, BLOCK, BLOCK), [4]);
      return one('Resize', ['', scales], {
        mode: 'nearest',
        coordinate_transformation_mode: 'asymmetric',
        nearest_mode: 'floor',
      });
    }
    case 'instance-norm': {
      const shape = [output.channels];
      const more = [constant('gamma', step.gamma, shape), constant('beta', step.beta, shape)];
      return one('InstanceNormalization', more, { epsilon: { real: EPSILON } });
    }
    case 'conv':
      return writeConv(node, step, constant);
  }
}

function writeConv(
  { inputs: [x], output }: NetNode,
  step: Extract<NetNode['step'], { kind: 'conv' }>,
  constant: (
    name: string,
    values: Float32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>,
    shape: readonly number[],
  ) => string,
): Bytes[] {
  if (!x) return [];
  const result = valueName(output.id);
  const { kernel, stride, groups } = step;
  const [top, bottom] = padsOf(x.height, step);
  const [left, right] = padsOf(x.width, step);
  const weights = constant('weights', step.weights, [
    output.channels,
    x.channels / groups,
    kernel,
    kernel,
  ]);
  const bias = constant('bias', step.bias, [output.channels]);
  const zero = step.padding !== 'reflect';
  const source = zero ? valueName(x.id) : `${result}.padded`;
  const conv = operator('Conv', [source, weights, bias], result, {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    group: groups,
    ...(zero && { pads: [top, left, bottom, right] }),
  });
  if (zero) return [conv];
  const amounts = BigInt64Array.from([0, 0, top, left, 0, 0, bottom, right], BigInt);
  const pads = constant('pads', amounts, [8]);
  return [operator('Pad', [valueName(x.id), pads], source, { mode: 'reflect' }), conv];
}

function operator(
  op: string,
  inputs: readonly string[],
  output: string,
  attributes: Record<string, Attribute>,
): Bytes {
  return message([
    ...inputs.map((name) => text(1, name)),
    text(2, output),
    text(3, output),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) => field(5, writeAttribute(name, value))),
  ]);
}

function writeAttribute(name: string, value: Attribute): Bytes {
  const head = text(1, name);
  if (typeof value === 'number') return message([head, number(3, value), number(20, 2)]);
  if (typeof value === 'string') return message([head, text(4, value), number(20, 3)]);
  if ('real' in value) {
    const bytes = new Uint8Array(Float32Array.of(value.real).buffer);
    return message([head, message([varint(2 * 8 + 5), bytes]), number(20, 1)]);
  }
  return message([head, ...value.map((each) => number(8, each)), number(20, 7)]);
}

function writeTensor(
  name: string,
  values: Float32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>,
  shape: readonly number[],
): Bytes {
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return message([
    ...shape.map((extent) => number(1, extent)),
    number(2, values instanceof Float32Array ? FLOAT : INT64),
    text(8, name),
    field(9, raw),
  ]);
}

function writeValue(
  name: string,
  { channels, height, width }: { channels: number; height: number; width: number },
): Bytes {
  const extents = [1, channels, height, width].map((extent) =>
    field(1, message([number(1, extent)])),
  );
  const type = message([number(1, FLOAT), field(2, message(extents))]);
  return message([text(1, name), field(2, message([field(1, type)]))]);
}
