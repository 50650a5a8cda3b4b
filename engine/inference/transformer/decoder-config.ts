import { createRandom } from '../../core/random.ts';
import { type CpuTensor, elementCount, type Shape, tensor } from '../tensor.ts';

/** Extents of a decoder: a net that continues sequences of tokens. */
export interface DecoderConfig {
  readonly vocabulary: number;
  /** Numbers of a token between layers. */
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  /** Heads of keys and values; a divisor of the heads. */
  readonly groups: number;
  /** Numbers inside the perceptron of a layer. */
  readonly hidden: number;
  /** Positions that the caches hold. */
  readonly context: number;
  readonly norm: 'layer' | 'rms';
  /** `linear` caches end with the context, `circular` ones forget the oldest. */
  readonly mode: 'linear' | 'circular';
}

/**
 * Weights by name. `embedding` [vocabulary, width]; of each layer `i`: `i.norm1.scale`,
 * `i.norm1.bias` [width], `i.qkv.weight` [width, (heads + 2 groups) * size], `i.out.weight`
 * [heads * size, width], `i.norm2.…`, `i.up.weight` [width, hidden], `i.down.weight` [hidden, width],
 * each with its `bias`; `norm.…`, `logits.weight` [width, vocabulary], `logits.bias`. RMS norms have
 * no bias.
 */
export type DecoderWeights = Readonly<Record<string, CpuTensor>>;

/** Numbers of a head. */
export function headSize({ width, heads }: DecoderConfig): number {
  return width / heads;
}

/** Shapes of all weights, by name. */
export function decoderShapes(config: DecoderConfig): Record<string, Shape> {
  const { vocabulary, width, layers, heads, groups, hidden, norm } = config;
  const shapes: Record<string, Shape> = { embedding: [vocabulary, width] };
  const addNorm = (name: string) => {
    shapes[`${name}.scale`] = [width];
    if (norm === 'layer') shapes[`${name}.bias`] = [width];
  };
  const addLinear = (name: string, from: number, to: number) => {
    shapes[`${name}.weight`] = [from, to];
    shapes[`${name}.bias`] = [to];
  };
  for (let i = 0; i < layers; i++) {
    addNorm(`${i}.norm1`);
    addLinear(`${i}.qkv`, width, (heads + 2 * groups) * headSize(config));
    addLinear(`${i}.out`, heads * headSize(config), width);
    addNorm(`${i}.norm2`);
    addLinear(`${i}.up`, width, hidden);
    addLinear(`${i}.down`, hidden, width);
  }
  addNorm('norm');
  addLinear('logits', width, vocabulary);
  return shapes;
}

/** Seeded weights of a size at which values keep theirs: for tests, benches and training. */
export function randomDecoderWeights(config: DecoderConfig, seed: number): DecoderWeights {
  const random = createRandom(seed);
  const made = Object.entries(decoderShapes(config)).map(([name, shape]) => {
    const reach = shape.length === 2 ? Math.sqrt(3 / (shape[0] ?? 1)) : 0.1;
    const centre = name.endsWith('.scale') ? 1 : 0;
    const spread = name === 'embedding' ? 1 : reach;
    const data = Float32Array.from(
      { length: elementCount(shape) },
      () => centre + random.range(-spread, spread),
    );
    return [name, tensor(shape, data)] as const;
  });
  return Object.fromEntries(made);
}
