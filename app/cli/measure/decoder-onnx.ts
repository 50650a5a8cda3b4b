/** Decoders as ONNX files, for onnxruntime: of plain operators, or of those that it fuses itself. */

import { type CpuTensor, elementCount } from '../../../engine/inference/tensor.ts';
import {
  type DecoderConfig,
  type DecoderWeights,
  headSize,
} from '../../../engine/inference/transformer/decoder-config.ts';
import {
  type WrittenAttribute,
  type WrittenNode,
  type WrittenTensor,
  type WrittenValue,
  writeOnnx,
} from './onnx-writer.ts';

const OPSET = 17;
const EPSILON = 1e-5;

const floats = (shape: readonly number[], values: ArrayLike<number>): WrittenTensor => ({
  type: 'f32',
  shape,
  values: Array.from(values),
});

const longs = (...values: number[]): WrittenTensor => ({
  type: 'i64',
  shape: [values.length],
  values,
});

/** Nodes and weights of a file that is being written. */
class Writing {
  readonly nodes: WrittenNode[] = [];
  readonly initializers: Record<string, WrittenTensor> = {};
  readonly config: DecoderConfig;
  readonly #weights: DecoderWeights;
  readonly #domains = new Set<string>();

  constructor(config: DecoderConfig, weights: DecoderWeights) {
    this.config = config;
    this.#weights = weights;
  }

  /** Adds an operator of one output, named after `name`. */
  add(
    name: string,
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, WrittenAttribute>> = {},
  ): string {
    this.nodes.push({ op, inputs, outputs: [name], attributes, name });
    return name;
  }

  /** Adds an operator of onnxruntime's own. */
  addFused(
    op: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Readonly<Record<string, WrittenAttribute>> = {},
  ): void {
    const domain = 'com.microsoft';
    this.#domains.add(domain);
    this.nodes.push({ op, inputs, outputs, attributes, domain, name: outputs[0] ?? op });
  }

  known(name: string, tensor: WrittenTensor): string {
    this.initializers[name] = tensor;
    return name;
  }

  weight(name: string): string {
    const { shape, data } = this.#weights[name] as CpuTensor;
    return this.known(name, floats(shape, data));
  }

  linear(name: string, x: string): string {
    const product = this.add(`${name}.product`, 'MatMul', [x, this.weight(`${name}.weight`)]);
    return this.add(`${name}.sum`, 'Add', [product, this.weight(`${name}.bias`)]);
  }

  norm(name: string, x: string): string {
    if (this.config.norm !== 'layer') throw new Error('Only layer norms are written.');
    const inputs = [x, this.weight(`${name}.scale`), this.weight(`${name}.bias`)];
    return this.add(`${name}.out`, 'LayerNormalization', inputs, { epsilon: { float: EPSILON } });
  }

  gelu(name: string, x: string): string {
    const half = this.known('half', floats([], [0.5]));
    const root = this.known('√½', floats([], [Math.SQRT1_2]));
    const one = this.known('one', floats([], [1]));
    const erf = this.add(`${name}.erf`, 'Erf', [this.add(`${name}.scaled`, 'Mul', [x, root])]);
    const share = this.add(`${name}.share`, 'Add', [erf, one]);
    return this.add(`${name}.gelu`, 'Mul', [this.add(`${name}.whole`, 'Mul', [x, share]), half]);
  }

  /** A norm-first layer around an attention. */
  layer(x: string, i: number, attend: (qkv: string) => string): string {
    const qkv = this.linear(`${i}.qkv`, this.norm(`${i}.norm1`, x));
    const middle = this.add(`${i}.middle`, 'Add', [x, this.linear(`${i}.out`, attend(qkv))]);
    const up = this.gelu(`${i}.up`, this.linear(`${i}.up`, this.norm(`${i}.norm2`, middle)));
    return this.add(`${i}.end`, 'Add', [middle, this.linear(`${i}.down`, up)]);
  }

  finish(x: string, inputs: readonly WrittenValue[], outputs: readonly WrittenValue[]) {
    const logits = this.linear('logits', this.norm('norm', x));
    this.add('logits', 'Identity', [logits]);
    return writeOnnx({
      opset: OPSET,
      nodes: this.nodes,
      inputs,
      outputs,
      initializers: this.initializers,
      domains: Object.fromEntries([...this.#domains].map((domain) => [domain, 1])),
    });
  }
}

/** Cosines or sines `[positions, size / 2]` of what each pair is turned by at each position. */
function angles(config: DecoderConfig, positions: number, f: (x: number) => number): WrittenTensor {
  const half = headSize(config) / 2;
  const values = Array.from({ length: positions * half }, (_, i) =>
    f(Math.floor(i / half) * 10_000 ** (-(i % half) / half)),
  );
  return floats([positions, half], values);
}

/** Turns heads `[1, heads, steps, size]` by their positions, in plain operators. */
function turned(net: Writing, name: string, x: string): string {
  const half = headSize(net.config) / 2;
  net.known('halves', longs(half, half));
  net.nodes.push({
    op: 'Split',
    inputs: [x, 'halves'],
    outputs: [`${name}.a`, `${name}.b`],
    attributes: { axis: { int: -1 } },
  });
  const product = (part: string, by: string) =>
    net.add(`${name}.${part}${by}`, 'Mul', [`${name}.${part}`, by]);
  const first = net.add(`${name}.first`, 'Sub', [product('a', 'cos'), product('b', 'sin')]);
  const second = net.add(`${name}.second`, 'Add', [product('a', 'sin'), product('b', 'cos')]);
  return net.add(`${name}.turned`, 'Concat', [first, second], { axis: { int: -1 } });
}

/**
 * A whole sequence at once, in plain operators: input `tokens` (i64 `[1, steps]`), output `logits`
 * `[1, steps, vocabulary]`. As many heads of keys as of queries.
 */
export function decoderFile(
  config: DecoderConfig,
  weights: DecoderWeights,
  steps: number,
): Uint8Array<ArrayBuffer> {
  const net = new Writing(config, weights);
  const { layers, heads, vocabulary, width } = config;
  const size = headSize(config);
  net.known('cos', angles(config, steps, Math.cos));
  net.known('sin', angles(config, steps, Math.sin));
  net.known('thirds', longs(width, width, width));
  net.known('apart', longs(1, steps, heads, size));
  net.known('together', longs(1, steps, width));
  net.known('scale', floats([], [1 / Math.sqrt(size)]));
  const mask = Array.from({ length: steps * steps }, (_, i) =>
    i % steps <= Math.floor(i / steps) ? 0 : -1e9,
  );
  net.known('mask', floats([steps, steps], mask));
  const attend = (i: number) => (qkv: string) => {
    const parts = ['q', 'k', 'v'].map((part) => `${i}.${part}`);
    net.nodes.push({
      op: 'Split',
      inputs: [qkv, 'thirds'],
      outputs: parts,
      attributes: { axis: { int: -1 } },
    });
    const [q, k, v] = parts.map((part) => {
      const apart = net.add(`${part}.apart`, 'Reshape', [part, 'apart']);
      return net.add(`${part}.heads`, 'Transpose', [apart], { perm: { ints: [0, 2, 1, 3] } });
    }) as [string, string, string];
    const keys = net.add(`${i}.keys`, 'Transpose', [turned(net, `${i}.k`, k)], {
      perm: { ints: [0, 1, 3, 2] },
    });
    const dots = net.add(`${i}.dots`, 'MatMul', [turned(net, `${i}.q`, q), keys]);
    const scores = net.add(`${i}.scores`, 'Mul', [dots, 'scale']);
    const masked = net.add(`${i}.masked`, 'Add', [scores, 'mask']);
    const shares = net.add(`${i}.shares`, 'Softmax', [masked], { axis: { int: -1 } });
    const mixed = net.add(`${i}.mixed`, 'MatMul', [shares, v]);
    const back = net.add(`${i}.back`, 'Transpose', [mixed], { perm: { ints: [0, 2, 1, 3] } });
    return net.add(`${i}.joined`, 'Reshape', [back, 'together']);
  };
  let x = net.add('embedded', 'Gather', [net.weight('embedding'), 'tokens']);
  for (let i = 0; i < layers; i++) x = net.layer(x, i, attend(i));
  return net.finish(
    x,
    [{ name: 'tokens', type: 'i64', shape: [1, steps] }],
    [{ name: 'logits', type: 'f32', shape: [1, steps, vocabulary] }],
  );
}

/**
 * One step with caches, as onnxruntime runs it best: its grouped-query attention turns queries and
 * keys and appends to the caches. Inputs: `token` (i64 `[1, 1]`), `past_key.i` and `past_value.i`
 * `[1, groups, context, size]`, `seqlens_k` (i32 `[1]`: the position), `total_sequence_length` (i32
 * scalar: one more). Outputs: `logits` `[1, 1, vocabulary]`, `present_key.i`, `present_value.i`.
 * @source https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
export function decoderStepFile(
  config: DecoderConfig,
  weights: DecoderWeights,
): Uint8Array<ArrayBuffer> {
  const net = new Writing(config, weights);
  const { layers, heads, groups, context, vocabulary } = config;
  const shape = [1, groups, context, headSize(config)];
  net.known('cos', angles(config, context, Math.cos));
  net.known('sin', angles(config, context, Math.sin));
  const attend = (i: number) => (qkv: string) => {
    const caches = [`past_key.${i}`, `past_value.${i}`];
    const counts = ['seqlens_k', 'total_sequence_length'];
    net.addFused(
      'GroupQueryAttention',
      [qkv, '', '', ...caches, ...counts, 'cos', 'sin'],
      [`${i}.attended`, `present_key.${i}`, `present_value.${i}`],
      {
        num_heads: { int: heads },
        kv_num_heads: { int: groups },
        do_rotary: { int: 1 },
        rotary_interleaved: { int: 0 },
      },
    );
    return `${i}.attended`;
  };
  let x = net.add('embedded', 'Gather', [net.weight('embedding'), 'token']);
  for (let i = 0; i < layers; i++) x = net.layer(x, i, attend(i));
  const caches = (kind: string): WrittenValue[] =>
    Array.from({ length: layers }, (_, i) => [
      { name: `${kind}_key.${i}`, type: 'f32' as const, shape },
      { name: `${kind}_value.${i}`, type: 'f32' as const, shape },
    ]).flat();
  return net.finish(
    x,
    [
      { name: 'token', type: 'i64', shape: [1, 1] },
      { name: 'seqlens_k', type: 'i32', shape: [1] },
      { name: 'total_sequence_length', type: 'i32', shape: [] },
      ...caches('past'),
    ],
    [{ name: 'logits', type: 'f32', shape: [1, 1, vocabulary] }, ...caches('present')],
  );
}

/** Multiplications and additions of a step. */
export function stepFlops(weights: DecoderWeights): number {
  const matrices = Object.entries(weights).filter(([name]) => name.endsWith('.weight'));
  return matrices.reduce((sum, [, { shape }]) => sum + 2 * elementCount(shape), 0);
}
