import { broadcastStrides, type CpuTensor, zeros } from '../tensor.ts';
import type { Attention } from './attention-inputs.ts';
import { heldPosition } from './cache-rows.ts';
import { placeOf } from './heads.ts';

/** Scores are held above this, so that a mask of -∞ leaves numbers. */
export const LOWEST_SCORE = -3e38;

/** Position of the first query. */
function startOf(attention: Attention, inputs: readonly CpuTensor[]): number {
  return attention.position < 0 ? 0 : (inputs[attention.position]?.data[0] ?? 0);
}

/** What is added to a score, or null for a key that the query does not see. */
function addedTo(
  attention: Attention,
  inputs: readonly CpuTensor[],
): (batch: number, head: number, step: number, row: number) => number | null {
  const { query, key, causal, mode, reach } = attention;
  const start = startOf(attention, inputs);
  const last = start + query.steps - 1;
  const [bias, table] = [inputs[attention.bias], inputs[attention.distances]];
  const over = [query.batch, query.heads, query.steps, key.steps];
  const strides = bias ? broadcastStrides(bias.shape, over) : [];
  return (batch, head, step, row) => {
    const at = attention.position < 0 ? row : heldPosition(row, last, key.steps, mode);
    if (at < 0 || (causal && at > start + step)) return null;
    const place = [batch, head, step, row].reduce(
      (sum, i, axis) => sum + i * (strides[axis] ?? 0),
      0,
    );
    const distance = Math.min(Math.max(at - start - step, -reach), reach) + reach;
    const line = table?.shape[0] === 1 ? 0 : head * (2 * reach + 1);
    return (bias?.data[place] ?? 0) + (table?.data[line + distance] ?? 0);
  };
}

/** Attention on the CPU: every score, its softmax, and the sum of values. */
export function attentionOnCpu(attention: Attention, inputs: readonly CpuTensor[]): CpuTensor {
  const { query, key, value, result, type, scale } = attention;
  const [q, k, v] = inputs.map(({ data }) => data);
  const added = addedTo(attention, inputs);
  const output = zeros(type);
  const sharers = query.heads / key.heads;
  const dot = (a: number, b: number) => {
    let sum = 0;
    for (let i = 0; i < query.size; i++) sum += (q?.[a + i] ?? 0) * (k?.[b + i] ?? 0);
    return sum;
  };
  for (let line = 0; line < query.batch * query.heads * query.steps; line++) {
    const step = line % query.steps;
    const head = Math.floor(line / query.steps) % query.heads;
    const batch = Math.floor(line / (query.steps * query.heads));
    const kv = Math.floor(head / sharers);
    const from = placeOf(query, batch, head, step);
    const scores = Array.from({ length: key.steps }, (_, row) => {
      const more = added(batch, head, step, row);
      if (more === null) return null;
      return Math.max(scale * dot(from, placeOf(key, batch, kv, row)) + more, LOWEST_SCORE);
    });
    const best = scores.reduce<number>((a, b) => Math.max(a, b ?? a), -Infinity);
    const weights = scores.map((score) => (score === null ? 0 : Math.exp(score - best)));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (total === 0) continue;
    const to = placeOf(result, batch, head, step);
    for (let i = 0; i < value.size; i++) {
      let sum = 0;
      weights.forEach((weight, row) => {
        if (weight > 0) sum += weight * (v?.[placeOf(value, batch, kv, row) + i] ?? 0);
      });
      output.data[to + i] = sum / total;
    }
  }
  return output;
}
