import { erf } from '../activations.ts';
import { cacheRow } from '../attention/cache-rows.ts';
import { type DecoderConfig, type DecoderWeights, headSize } from './decoder-config.ts';
import { requireWeights } from './decoder-weights.ts';

/** A decoder on the processor that is fed token by token; it keeps keys and values as the GPU does. */
export interface CpuDecoder {
  /** Tokens that it has taken. */
  readonly position: number;
  /** Takes a token and gives the logits of the next `[vocabulary]`: the same array always. */
  feed(token: number): Float32Array;
  /** Forgets everything. */
  reset(): void;
}

const EPSILON = 1e-5;
const THETA = 10_000;

/** `y = x W + b`, with the weights turned so that each output's lie together. */
interface Linear {
  readonly rows: Float32Array; // [outputs][inputs]
  readonly bias: Float32Array; // [outputs]
}

interface Layer {
  readonly norm1: Norm;
  readonly qkv: Linear;
  readonly out: Linear;
  readonly norm2: Norm;
  readonly up: Linear;
  readonly down: Linear;
  readonly keys: Float32Array; // [context][groups * size]
  readonly values: Float32Array; // [context][groups * size]
}

interface Norm {
  readonly scale: Float32Array; // [width]
  readonly bias: Float32Array | undefined; // [width]; none in RMS norms
}

/**
 * Computes in plain loops what `buildDecoder` computes in kernels, one token after another.
 * @throws InstrumentError when weights are missing or do not fit
 */
export function createCpuDecoder(config: DecoderConfig, weights: DecoderWeights): CpuDecoder {
  requireWeights(config, weights);
  return new PlainDecoder(config, weights);
}

class PlainDecoder implements CpuDecoder {
  readonly #config: DecoderConfig;
  readonly #embedding: Float32Array;
  readonly #layers: readonly Layer[];
  readonly #norm: Norm;
  readonly #last: Linear;
  readonly #x: Float32Array; // [width]: the token between layers
  readonly #normed: Float32Array; // [width]
  readonly #qkv: Float32Array; // [(heads + 2 groups) * size]
  readonly #attended: Float32Array; // [heads * size]
  readonly #hidden: Float32Array; // [hidden]
  readonly #change: Float32Array; // [width]
  readonly #scores: Float32Array; // [context]
  readonly #logits: Float32Array; // [vocabulary]
  #position = 0;

  constructor(config: DecoderConfig, weights: DecoderWeights) {
    const { width, heads, groups, hidden, context, vocabulary } = config;
    const size = headSize(config);
    const of = (name: string) => Float32Array.from(weights[name]?.data ?? []);
    const linear = (name: string, outputs: number): Linear => ({
      rows: turned(of(`${name}.weight`), outputs),
      bias: of(`${name}.bias`),
    });
    const norm = (name: string): Norm => ({
      scale: of(`${name}.scale`),
      bias: config.norm === 'layer' ? of(`${name}.bias`) : undefined,
    });
    this.#config = config;
    this.#embedding = of('embedding');
    this.#layers = Array.from({ length: config.layers }, (_, i) => ({
      norm1: norm(`${i}.norm1`),
      qkv: linear(`${i}.qkv`, (heads + 2 * groups) * size),
      out: linear(`${i}.out`, width),
      norm2: norm(`${i}.norm2`),
      up: linear(`${i}.up`, hidden),
      down: linear(`${i}.down`, width),
      keys: new Float32Array(context * groups * size),
      values: new Float32Array(context * groups * size),
    }));
    this.#norm = norm('norm');
    this.#last = linear('logits', vocabulary);
    this.#x = new Float32Array(width);
    this.#normed = new Float32Array(width);
    this.#qkv = new Float32Array((heads + 2 * groups) * size);
    this.#attended = new Float32Array(heads * size);
    this.#hidden = new Float32Array(hidden);
    this.#change = new Float32Array(width);
    this.#scores = new Float32Array(context);
    this.#logits = new Float32Array(vocabulary);
  }

  get position(): number {
    return this.#position;
  }

  reset(): void {
    this.#position = 0;
  }

  feed(token: number): Float32Array {
    const { width } = this.#config;
    this.#x.set(this.#embedding.subarray(token * width, (token + 1) * width));
    for (const layer of this.#layers) {
      normalize(this.#x, layer.norm1, this.#normed);
      multiply(layer.qkv, this.#normed, this.#qkv);
      this.#attend(layer);
      multiply(layer.out, this.#attended, this.#change);
      addTo(this.#x, this.#change);
      normalize(this.#x, layer.norm2, this.#normed);
      multiply(layer.up, this.#normed, this.#hidden);
      gelu(this.#hidden);
      multiply(layer.down, this.#hidden, this.#change);
      addTo(this.#x, this.#change);
    }
    normalize(this.#x, this.#norm, this.#normed);
    multiply(this.#last, this.#normed, this.#logits);
    this.#position += 1;
    return this.#logits;
  }

  /** Keeps the token's keys and values, and lets its queries see what is kept. */
  #attend({ keys, values }: Layer): void {
    const { heads, groups, context, mode } = this.#config;
    const size = headSize(this.#config);
    const [ofQueries, ofGroups] = [heads * size, groups * size];
    for (let head = 0; head < heads + groups; head++) {
      turnHead(this.#qkv, head * size, size, this.#position);
    }
    const row = cacheRow(this.#position, context, mode);
    if (row >= 0) {
      keys.set(this.#qkv.subarray(ofQueries, ofQueries + ofGroups), row * ofGroups);
      values.set(this.#qkv.subarray(ofQueries + ofGroups), row * ofGroups);
    }
    const kept = Math.min(this.#position + 1, context);
    const scale = 1 / Math.sqrt(size);
    for (let head = 0; head < heads; head++) {
      const group = Math.floor((head * groups) / heads) * size;
      this.#score(keys, head * size, group, kept, scale);
      this.#gather(values, head * size, group, kept);
    }
  }

  #score(keys: Float32Array, query: number, group: number, kept: number, scale: number): void {
    const size = headSize(this.#config);
    const stride = this.#config.groups * size;
    let most = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < kept; row++) {
      const key = row * stride + group;
      let sum = 0;
      for (let i = 0; i < size; i++) {
        sum += (this.#qkv[query + i] as number) * (keys[key + i] as number);
      }
      this.#scores[row] = sum * scale;
      most = Math.max(most, sum * scale);
    }
    let total = 0;
    for (let row = 0; row < kept; row++) {
      const share = Math.exp((this.#scores[row] as number) - most);
      this.#scores[row] = share;
      total += share;
    }
    for (let row = 0; row < kept; row++) this.#scores[row] = (this.#scores[row] as number) / total;
  }

  #gather(values: Float32Array, to: number, group: number, kept: number): void {
    const size = headSize(this.#config);
    const stride = this.#config.groups * size;
    this.#attended.fill(0, to, to + size);
    for (let row = 0; row < kept; row++) {
      const share = this.#scores[row] as number;
      const from = row * stride + group;
      for (let i = 0; i < size; i++) {
        this.#attended[to + i] =
          (this.#attended[to + i] as number) + share * (values[from + i] as number);
      }
    }
  }
}

/** Weights [inputs, outputs] as [outputs][inputs]. */
function turned(weights: Float32Array, outputs: number): Float32Array {
  const inputs = weights.length / outputs;
  const rows = new Float32Array(weights.length);
  for (let i = 0; i < inputs; i++) {
    for (let o = 0; o < outputs; o++) rows[o * inputs + i] = weights[i * outputs + o] as number;
  }
  return rows;
}

/** Four sums at a time: additions wait for each other. */
function multiply({ rows, bias }: Linear, x: Float32Array, y: Float32Array): void {
  const inputs = x.length;
  const whole = inputs & ~3;
  for (let o = 0; o < y.length; o++) {
    const start = o * inputs;
    let [a, b, c, d] = [bias[o] as number, 0, 0, 0];
    for (let i = 0; i < whole; i += 4) {
      a += (rows[start + i] as number) * (x[i] as number);
      b += (rows[start + i + 1] as number) * (x[i + 1] as number);
      c += (rows[start + i + 2] as number) * (x[i + 2] as number);
      d += (rows[start + i + 3] as number) * (x[i + 3] as number);
    }
    for (let i = whole; i < inputs; i++) a += (rows[start + i] as number) * (x[i] as number);
    y[o] = a + b + (c + d);
  }
}

function normalize(x: Float32Array, { scale, bias }: Norm, y: Float32Array): void {
  const centre = bias ? x.reduce((sum, value) => sum + value, 0) / x.length : 0;
  const variance = x.reduce((sum, value) => sum + (value - centre) ** 2, 0) / x.length;
  const factor = 1 / Math.sqrt(variance + EPSILON);
  for (let i = 0; i < x.length; i++) {
    y[i] = ((x[i] as number) - centre) * factor * (scale[i] as number) + (bias?.[i] ?? 0);
  }
}

function gelu(x: Float32Array): void {
  for (let i = 0; i < x.length; i++) {
    const value = x[i] as number;
    x[i] = 0.5 * value * (1 + erf(value * Math.SQRT1_2));
  }
}

function addTo(x: Float32Array, change: Float32Array): void {
  for (let i = 0; i < x.length; i++) x[i] = (x[i] as number) + (change[i] as number);
}

/** Turns the pairs (i, i + size / 2) of a head. @source J. Su et al., "RoFormer", 2021, eq. 15 */
function turnHead(x: Float32Array, start: number, size: number, position: number): void {
  const half = size / 2;
  for (let i = 0; i < half; i++) {
    const angle = position * THETA ** (-i / half);
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    const [a, b] = [x[start + i] as number, x[start + half + i] as number];
    x[start + i] = a * cosine - b * sine;
    x[start + half + i] = a * sine + b * cosine;
  }
}
