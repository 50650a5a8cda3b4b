import { fail } from '../../core/errors.ts';
import { elementCount, type Shape, shapeText, type TensorType } from '../tensor.ts';
import { type CacheMode, cacheModeOf } from './cache-rows.ts';
import { type Heads, readHeads } from './heads.ts';

/** Attributes of attention. */
export interface AttentionAttributes {
  readonly [name: string]: number | string | boolean | undefined;
  /** Heads of the queries, where they lie side by side (rank 3). */
  readonly heads?: number;
  /** Heads of keys and values, where they lie side by side; as many as queries when absent. */
  readonly groups?: number;
  /** Factor of the products of queries and keys; 1 / √size when absent. */
  readonly scale?: number;
  /** A query sees the keys up to its own position alone. */
  readonly causal?: boolean;
  /** Whether what is added to the scores follows: broadcast to `[batch, heads, queries, keys]`. */
  readonly bias?: boolean;
  /**
   * Whether a table of what each head adds to the score of each distance follows: `[heads or 1,
   * 2 reach + 1]`, from keys `reach` before the query to `reach` behind it; farther ones count as
   * these.
   */
  readonly distances?: boolean;
  /**
   * Whether the position of the first query (i32 `[1]`) follows. Keys and values are then caches
   * that hold the positions up to the last query's.
   */
  readonly position?: boolean;
  /** What the caches do behind their end: `linear` unless given, or `circular`. */
  readonly mode?: string;
}

/** Attention with every number in place. */
export interface Attention {
  readonly query: Heads;
  readonly key: Heads;
  readonly value: Heads;
  readonly result: Heads;
  readonly type: TensorType;
  readonly scale: number;
  readonly causal: boolean;
  readonly mode: CacheMode;
  /** Places among the inputs, or -1. */
  readonly bias: number;
  readonly distances: number;
  readonly position: number;
  /** Distances of the table before and behind a query. */
  readonly reach: number;
}

/** Places of the inputs behind queries, keys and values that attributes announce, or -1. */
function optionalInputs({ bias, distances, position }: AttentionAttributes) {
  let next = 3;
  const place = (given: boolean | undefined) => (given ? next++ : -1);
  return { bias: place(bias), distances: place(distances), position: place(position), count: next };
}

function resultOf(query: Heads, value: Heads, rank: number): { heads: Heads; shape: Shape } {
  const { batch, heads, steps } = query;
  const { size } = value;
  const shape = rank === 3 ? [batch, steps, heads * size] : [batch, heads, steps, size];
  return { heads: readHeads({ dtype: 'f32', shape }, heads), shape };
}

/** Reads the inputs of attention. @throws InstrumentError when they do not fit each other */
export function readAttention(
  inputs: readonly TensorType[],
  attributes: AttentionAttributes,
): Attention {
  const { heads, groups, causal = false, mode } = attributes;
  // Heads apart tell their number themselves.
  const shared = (type: TensorType | undefined) =>
    readHeads(type, groups ?? (type?.shape.length === 3 ? heads : undefined));
  const query = readHeads(inputs[0], heads);
  const key = shared(inputs[1]);
  const value = shared(inputs[2]);
  const { count, ...places } = optionalInputs(attributes);
  const table = inputs[places.distances]?.shape ?? [];
  requireFit(inputs, { query, key, value, places, count });
  const result = resultOf(query, value, inputs[0]?.shape.length ?? 4);
  return {
    query,
    key,
    value,
    result: result.heads,
    type: { dtype: 'f32', shape: result.shape },
    scale: attributes.scale ?? 1 / Math.sqrt(query.size),
    causal,
    mode: cacheModeOf(mode),
    ...places,
    reach: Math.floor((table[1] ?? 1) / 2),
  };
}

interface Parts {
  readonly query: Heads;
  readonly key: Heads;
  readonly value: Heads;
  readonly places: { readonly bias: number; readonly distances: number; readonly position: number };
  readonly count: number;
}

function requireFit(inputs: readonly TensorType[], parts: Parts): void {
  const { query, key, value, places, count } = parts;
  const batches = query.batch === key.batch && key.batch === value.batch;
  const sizes = query.size === key.size && key.steps === value.steps && key.heads === value.heads;
  const over = [query.batch, query.heads, query.steps, key.steps];
  const bias = inputs[places.bias]?.shape ?? [];
  const biasFits =
    bias.length <= 4 &&
    bias.every((extent, i) => extent === 1 || extent === over[4 - bias.length + i]);
  const table = inputs[places.distances]?.shape ?? [1, 1];
  const [rows = 0, columns = 0] = table;
  const tableFits = table.length === 2 && (rows === 1 || rows === query.heads) && columns % 2 === 1;
  const position = inputs[places.position];
  const positionFits =
    !position || (position.dtype === 'i32' && elementCount(position.shape) === 1);
  const whole = query.heads % key.heads === 0 && inputs.length === count;
  if (batches && sizes && whole && biasFits && tableFits && positionFits) return;
  fail({
    subject: 'The inputs of attention',
    constraint:
      'be queries, keys and values of one batch, keys of the size of queries, heads of queries a ' +
      `multiple of those of keys, then as attributes say a bias that broadcasts to ${shapeText(over)}, ` +
      `a table [${query.heads} or 1, odd] of distances, and one i32 position`,
    got: inputs.map(({ dtype, shape }) => `${dtype} ${shapeText(shape)}`).join(', '),
    remedy: 'correct the shapes, the heads or the attributes',
  });
}
