import { floatText } from '../kernel.ts';
import type { KernelBuffer } from '../op.ts';
import { broadcastStrides, type TensorType } from '../tensor.ts';
import type { Attention } from './attention-inputs.ts';
import { LOWEST_SCORE } from './attention-reference.ts';
import { heldPositionFunction } from './cache-rows.ts';
import { type Heads, placeFunction } from './heads.ts';

/** Score of a key that is not seen: below all others. */
const LEAST = -3.4e38;

/** Quads of numbers that hold a head. */
export function quadsOf({ size }: Heads): number {
  return Math.ceil(size / 4);
}

/**
 * WGSL `fn nameFour(place: u32, quad: u32) -> vec4f`: four numbers of a head, zeros behind its end;
 * and its variable. Heads of whole quads are read as quads.
 */
function reader(name: string, variable: string, binding: number, { size }: Heads): string {
  const isWhole = size % 4 === 0;
  const item = isWhole ? 'Element4' : 'Element';
  const declaration = `@group(1) @binding(${binding}) var<storage, read> ${variable}: array<${item}>;`;
  if (isWhole) {
    return `${declaration}
fn ${name}Four(place: u32, quad: u32) -> vec4f { return vec4f(${variable}[place / 4u + quad]); }`;
  }
  const lane = (i: number) =>
    `select(0.0, f32(${variable}[place + min(at + ${i}u, ${size - 1}u)]), at + ${i}u < ${size}u)`;
  return `${declaration}
fn ${name}Four(place: u32, quad: u32) -> vec4f {
  let at = quad * 4u;
  return vec4f(${[0, 1, 2, 3].map(lane).join(', ')});
}`;
}

/** WGSL of what is added to the scores: `fn addedTo(batch, head, step, row, distance) -> f32`. */
function addedFunction(attention: Attention, inputs: readonly TensorType[]): string {
  const { query, key, bias, distances, reach } = attention;
  const lines: string[] = [];
  const terms: string[] = [];
  if (bias >= 0) {
    const over = [query.batch, query.heads, query.steps, key.steps];
    const strides = broadcastStrides(inputs[bias]?.shape ?? [], over);
    const place = ['batch', 'head', 'step', 'row']
      .map((name, axis) => `${name} * ${strides[axis] ?? 0}u`)
      .join(' + ');
    lines.push('@group(1) @binding(5) var<storage, read> bias: array<Element>;');
    terms.push(`f32(bias[${place}])`);
  }
  if (distances >= 0) {
    const line = inputs[distances]?.shape[0] === 1 ? '0u' : `head * ${2 * reach + 1}u`;
    lines.push('@group(1) @binding(6) var<storage, read> distances: array<Element>;');
    terms.push(`f32(distances[${line} + u32(clamp(distance, -${reach}i, ${reach}i) + ${reach}i)])`);
  }
  return `${lines.join('\n')}
fn addedTo(batch: u32, head: u32, step: u32, row: u32, distance: i32) -> f32 {
  return ${terms.join(' + ') || '0.0'};
}`;
}

/** WGSL of positions: `start()` of the first query, `keyLimit(step)` rows that it may see. */
function positionFunctions({ query, key, causal, position, mode }: Attention): string {
  if (position < 0) {
    const limit = causal ? `min(${key.steps}u, step + 1u)` : `${key.steps}u`;
    return `fn start() -> i32 { return 0i; }
fn heldAt(row: u32) -> i32 { return i32(row); }
fn keyLimit(step: u32) -> u32 { return ${limit}; }`;
  }
  // The rows of a circular cache that a query sees may lie anywhere.
  const own = causal && mode === 'linear' ? 'i32(step)' : `${query.steps - 1}i`;
  return `@group(1) @binding(4) var<storage, read> position: array<i32>;
${heldPositionFunction(key.steps, mode)}
fn start() -> i32 { return position[0]; }
fn heldAt(row: u32) -> i32 { return heldPosition(i32(row), start() + ${query.steps - 1}i); }
fn keyLimit(step: u32) -> u32 { return u32(clamp(start() + ${own} + 1i, 0i, ${key.steps}i)); }`;
}

/**
 * WGSL that the kernels of attention share. Bindings: queries, keys, values and the result as their
 * heads lie; position [1]; bias; distances.
 *
 * `adjusted(score, …)` is a score with what is added to it, or LEAST for a key that is not seen.
 */
export function scoreFunctions(attention: Attention, inputs: readonly TensorType[]): string {
  const { query, key, value, causal } = attention;
  const parts = [
    reader('query', 'queries', 0, query),
    reader('key', 'keys', 1, key),
    reader('value', 'values', 2, value),
    placeFunction('queryPlace', query),
    placeFunction('keyPlace', key),
    placeFunction('valuePlace', value),
    positionFunctions(attention),
    addedFunction(attention, inputs),
    `fn adjusted(score: f32, batch: u32, head: u32, step: u32, row: u32) -> f32 {
  let at = heldAt(row);
  let distance = at - start() - i32(step);
  if (at < 0i${causal ? ' || distance > 0i' : ''}) { return LEAST; }
  return max(score + addedTo(batch, head, step, row, distance), ${floatText(LOWEST_SCORE)});
}
fn adjustedFour(scores: vec4f, batch: u32, head: u32, steps: vec4u, row: u32, limit: u32) -> vec4f {
  if (row >= limit) { return vec4f(LEAST); }
  return vec4f(
    adjusted(scores.x, batch, head, steps.x, row), adjusted(scores.y, batch, head, steps.y, row),
    adjusted(scores.z, batch, head, steps.z, row), adjusted(scores.w, batch, head, steps.w, row));
}`,
    weightFunction(),
  ];
  return parts.join('\n');
}

/** WGSL `fn weightOf(score, best) -> f32`: the share of a score, but for the sum of all. */
export function weightFunction(): string {
  return `const LEAST = ${floatText(LEAST)};
fn weightOf(score: f32, best: f32) -> f32 { return select(exp(score - best), 0.0, score <= LEAST); }`;
}

/** WGSL that writes the result: `shareOf(sum, total)` and `store(…, numbers)`. */
export function resultFunctions(result: Heads): string {
  const { size } = result;
  const write =
    size % 4 === 0
      ? 'result[(resultPlace(batch, head, step) + quad * 4u) / 4u] = Element4(numbers);'
      : `let base = resultPlace(batch, head, step);
  for (var i = 0u; i < min(4u, ${size}u - quad * 4u); i++) {
    result[base + quad * 4u + i] = Element(numbers[i]);
  }`;
  return `@group(1) @binding(3) var<storage, read_write> result: array<${size % 4 === 0 ? 'Element4' : 'Element'}>;
${placeFunction('resultPlace', result)}
fn shareOf(sum: vec4f, total: f32) -> vec4f { return select(sum / total, vec4f(0.0), total == 0.0); }
fn store(batch: u32, head: u32, step: u32, quad: u32, numbers: vec4f) {
  ${write}
}`;
}

/** Constants that the kernels of attention share. */
export function scoreConstants({ query, key, value, scale }: Attention) {
  return {
    HEADS: query.heads,
    SHARERS: query.heads / key.heads,
    QUERIES: query.steps,
    KEYS: key.steps,
    QUADS: quadsOf(query),
    VALUE_QUADS: quadsOf(value),
    SCALE: floatText(scale),
  };
}

/** Buffers that the kernels of attention share, but for the result. */
export function scoreBindings({ bias, distances, position }: Attention) {
  const bindings: Record<string, KernelBuffer> = {
    queries: { kind: 'input', index: 0 },
    keys: { kind: 'input', index: 1 },
    values: { kind: 'input', index: 2 },
  };
  if (bias >= 0) bindings.bias = { kind: 'input', index: bias };
  if (distances >= 0) bindings.distances = { kind: 'input', index: distances };
  if (position >= 0) bindings.position = { kind: 'input', index: position };
  return bindings;
}
