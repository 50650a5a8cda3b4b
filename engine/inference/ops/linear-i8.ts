import wgsl from '../../../shaders/ops/linear-i8.wgsl?raw';
import rowsWgsl from '../../../shaders/ops/linear-i8-rows.wgsl?raw';
import { fail } from '../../core/errors.ts';
import { activate, activationFunction, activationOf } from '../activations.ts';
import { floats, wave, waveOfBytes } from '../case-data.ts';
import { requireConstant } from '../constants.ts';
import { laneDispatch, laneShader } from '../lanes.ts';
import {
  defineOp,
  type KernelBuffer,
  type KernelCall,
  type KernelData,
  type Lowering,
} from '../op.ts';
import { type CpuTensor, elementCount, shapeText, type TensorType, zeros } from '../tensor.ts';

interface LinearAttributes {
  readonly [name: string]: number | string | boolean | undefined;
  /** Whether a bias `[n]` follows the scale. */
  readonly bias?: boolean;
  readonly activation?: string;
  readonly alpha?: number;
  readonly beta?: number;
}

/** A layer with every number in place: `[rows, k]` to `[rows, n]`. */
interface Linear {
  readonly rows: number;
  readonly k: number;
  readonly n: number;
  readonly type: TensorType;
}

/** Rows up to which lanes share each number. */
const FEW_ROWS = 4;

function readLinear(inputs: readonly TensorType[], attributes: LinearAttributes): Linear {
  const [x, weights, scale, bias] = inputs;
  const [n = 0, k = 0] = weights?.shape ?? [];
  const fits =
    x &&
    weights?.dtype === 'i8' &&
    weights.shape.length === 2 &&
    x.shape.at(-1) === k &&
    scale?.shape.join() === `${n}` &&
    (!attributes.bias || bias?.shape.join() === `${n}`);
  if (!fits) {
    return fail({
      subject: 'A layer with weights of a byte',
      constraint: 'have x [.., k], weights [n, k] in i8, scale [n] and a bias [n] if any',
      got: inputs.map(({ dtype, shape }) => `${dtype} ${shapeText(shape)}`).join(', '),
      remedy: 'correct the inputs',
    });
  }
  const shape = [...x.shape.slice(0, -1), n];
  return { rows: elementCount(x.shape) / k, k, n, type: { dtype: 'f32', shape } };
}

/** Weights in words of four along k, padded with 0: `[n][words]`, or turned to `[words][n]`. */
function packWords({ data }: CpuTensor, { k, n }: Linear, turned: boolean): KernelData {
  const words = Math.ceil(k / 4);
  const bytes = new Int8Array(n * words * 4);
  for (let column = 0; column < n; column++) {
    for (let i = 0; i < k; i++) {
      const word = Math.floor(i / 4);
      const at = turned ? word * n + column : column * words + word;
      bytes[at * 4 + (i % 4)] = data[column * k + i] ?? 0;
    }
  }
  return { type: 'u32', values: new Uint32Array(bytes.buffer) };
}

function functionsOf({ attributes }: Lowering<LinearAttributes>): string {
  const bias = attributes.bias
    ? `@group(1) @binding(4) var<storage, read> bias: array<Element>;
fn biasAt(column: u32) -> f32 { return f32(bias[column]); }`
    : 'fn biasAt(column: u32) -> f32 { return 0.0; }';
  return `${activationFunction(activationOf(attributes), 'f32')}\n${bias}`;
}

function bindingsOf(node: Lowering<LinearAttributes>, linear: Linear, turned: boolean) {
  const weights = requireConstant(node.constants[1], 'The weights of a layer of bytes');
  const bindings: Record<string, KernelBuffer> = {
    source: { kind: 'input', index: 0 },
    weights: { kind: 'data', name: 'weights', data: packWords(weights, linear, turned) },
    scale: { kind: 'input', index: 2 },
    result: { kind: 'output', index: 0 },
  };
  if (node.attributes.bias) bindings.bias = { kind: 'input', index: 3 };
  return bindings;
}

function blockCall(node: Lowering<LinearAttributes>, linear: Linear): KernelCall {
  const { rows, k, n } = linear;
  return {
    shader: { path: 'shaders/ops/linear-i8.wgsl', code: wgsl },
    constants: { ROWS: rows, COLUMNS: n, K: k, WORDS: Math.ceil(k / 4) },
    functions: functionsOf(node),
    bindings: bindingsOf(node, linear, true),
    workgroups: [Math.ceil(n / 32), Math.ceil(rows / 32), 1],
  };
}

function rowsCall(node: Lowering<LinearAttributes>, linear: Linear): KernelCall {
  const { rows, k, n } = linear;
  const { constants, workgroups } = laneDispatch(
    { rows: rows * n, length: Math.ceil(k / 4), contiguous: true },
    node.limits,
  );
  return {
    shader: laneShader('shaders/ops/linear-i8-rows.wgsl', rowsWgsl),
    constants: { ...constants, COLUMNS: n, K: k },
    functions: functionsOf(node),
    bindings: bindingsOf(node, linear, false),
    workgroups,
  };
}

/**
 * A fully connected layer whose weights are bytes with one scale a column:
 * `activation(x W' * scale + bias)`. Inputs: x `[.., k]`, weights `[n, k]` (i8), scale `[n]`, bias
 * `[n]` if any.
 * @source B. Jacob et al., "Quantization and Training of Neural Networks for Efficient
 * Integer-Arithmetic-Only Inference", 2018 (symmetric weights)
 */
export default defineOp<LinearAttributes>({
  name: 'linear-i8',
  infer(inputs, attributes) {
    activationOf(attributes);
    return [readLinear(inputs, attributes).type];
  },
  reference(inputs, attributes, [type]) {
    const [x, weights, scale, bias] = inputs;
    if (!type) return [];
    const { k, n } = readLinear(inputs, attributes);
    const activation = activationOf(attributes);
    const result = zeros(type);
    result.data.forEach((_, i) => {
      const column = i % n;
      let sum = attributes.bias ? (bias?.data[column] ?? 0) : 0;
      for (let j = 0; j < k; j++) {
        const weight = (weights?.data[column * k + j] ?? 0) * (scale?.data[column] ?? 0);
        sum += (x?.data[Math.floor(i / n) * k + j] ?? 0) * weight;
      }
      result.data[i] = activate(activation, sum);
    });
    return [result];
  },
  lower(node) {
    const linear = readLinear(node.inputs, node.attributes);
    return [linear.rows <= FEW_ROWS ? rowsCall(node, linear) : blockCall(node, linear)];
  },
  cases: [
    linearCase('a row, k no multiple of 4', [1, 67], 50, { bias: true, activation: 'gelu' }),
    linearCase('few rows', [2, 2, 64], 9, {}),
    linearCase('many rows', [2, 19, 33], 37, { bias: true }),
    linearCase('many columns', [6, 10], 70, { activation: 'relu' }),
  ],
});

function linearCase(title: string, x: readonly number[], n: number, attributes: LinearAttributes) {
  const inputs = [floats(...x), waveOfBytes([n, x.at(-1) ?? 1]), wave([n], 0.02)];
  return { title, inputs: attributes.bias ? [...inputs, floats(n)] : inputs, attributes };
}
