import { erf } from '../activations.ts';
import { cacheRow } from '../attention/cache-rows.ts';
import { applyLinear, type CpuLinear, dotProduct } from '../cpu-linear.ts';
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

interface Layer {
  readonly norm1: Norm;
  readonly qkv: CpuLinear;
  readonly out: CpuLinear;
  readonly norm2: Norm;
  readonly up: CpuLinear;
  readonly down: CpuLinear;
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
  readonly #last: CpuLinear;
  readonly #turn: Float64Array; // [size / 2][2]: cosine and sine of the position
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
    const linear = (name: string, outputs: number): CpuLinear => ({
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
    this.#turn = new Float64Array(size);
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
    setTurn(this.#turn, this.#position);
    this.#x.set(this.#embedding.subarray(token * width, (token + 1) * width));
    for (const layer of this.#layers) {
      normalize(this.#x, layer.norm1, this.#normed);
      applyLinear(layer.qkv, this.#normed, this.#qkv);
      this.#attend(layer);
      applyLinear(layer.out, this.#attended, this.#change);
      addTo(this.#x, this.#change);
      normalize(this.#x, layer.norm2, this.#normed);
      applyLinear(layer.up, this.#normed, this.#hidden);
      gelu(this.#hidden);
      applyLinear(layer.down, this.#hidden, this.#change);
      addTo(this.#x, this.#change);
    }
    normalize(this.#x, this.#norm, this.#normed);
    applyLinear(this.#last, this.#normed, this.#logits);
    this.#position += 1;
    return this.#logits;
  }

  /** Keeps the token's keys and values, and lets its queries see what is kept. */
  #attend({ keys, values }: Layer): void {
    const { heads, groups, context, mode } = this.#config;
    const size = headSize(this.#config);
    const [ofQueries, ofGroups] = [heads * size, groups * size];
    for (let head = 0; head < heads + groups; head++) turnHead(this.#qkv, head * size, this.#turn);
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
    const [queries, scores] = [this.#qkv, this.#scores];
    let most = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < kept; row++) {
      const key = row * stride + group;
      const score = scale * dotProduct(queries, query, keys, key, size);
      scores[row] = score;
      if (score > most) most = score;
    }
    let total = 0;
    for (let row = 0; row < kept; row++) {
      const share = Math.exp((scores[row] as number) - most);
      scores[row] = share;
      total += share;
    }
    for (let row = 0; row < kept; row++) scores[row] = (scores[row] as number) / total;
  }

  #gather(values: Float32Array, to: number, group: number, kept: number): void {
    const size = headSize(this.#config);
    const stride = this.#config.groups * size;
    const [attended, scores] = [this.#attended, this.#scores];
    for (let i = 0; i < size; i += 2) {
      let [a, b] = [0, 0];
      for (let row = 0, from = group + i; row < kept; row++, from += stride) {
        const share = scores[row] as number;
        a += share * (values[from] as number);
        b += share * (values[from + 1] as number);
      }
      attended[to + i] = a;
      attended[to + i + 1] = b;
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

function normalize(x: Float32Array, { scale, bias }: Norm, y: Float32Array): void {
  let centre = 0;
  if (bias) for (let i = 0; i < x.length; i++) centre += (x[i] as number) / x.length;
  let variance = 0;
  for (let i = 0; i < x.length; i++) variance += ((x[i] as number) - centre) ** 2 / x.length;
  const factor = 1 / Math.sqrt(variance + EPSILON);
  for (let i = 0; i < x.length; i++) {
    y[i] =
      ((x[i] as number) - centre) * factor * (scale[i] as number) +
      (bias ? (bias[i] as number) : 0);
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

/** Cosines and sines of a position `[pairs][2]`. @source J. Su et al., "RoFormer", 2021, eq. 15 */
function setTurn(turn: Float64Array, position: number): void {
  const half = turn.length / 2;
  for (let i = 0; i < half; i++) {
    const angle = position * THETA ** (-i / half);
    turn[2 * i] = Math.cos(angle);
    turn[2 * i + 1] = Math.sin(angle);
  }
}

/** Turns the pairs (i, i + size / 2) of a head. */
function turnHead(x: Float32Array, start: number, turn: Float64Array): void {
  const half = turn.length / 2;
  for (let i = 0; i < half; i++) {
    const [cosine, sine] = [turn[2 * i] as number, turn[2 * i + 1] as number];
    const [a, b] = [x[start + i] as number, x[start + half + i] as number];
    x[start + i] = a * cosine - b * sine;
    x[start + half + i] = a * sine + b * cosine;
  }
}
