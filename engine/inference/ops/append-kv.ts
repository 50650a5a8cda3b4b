import wgsl from '../../../shaders/ops/append-kv.wgsl?raw';
import { fail } from '../../core/errors.ts';
import { cacheModeOf, cacheRow, cacheRowFunction } from '../attention/cache-rows.ts';
import {
  type RotaryAttributes,
  readRotary,
  turnBuffer,
  turnFunctions,
  turnOnCpu,
} from '../attention/rotary-turn.ts';
import { floats } from '../case-data.ts';
import { flatWorkgroups } from '../kernel.ts';
import { defineOp } from '../op.ts';
import { elementCount, intTensor, shapeText, type TensorType, zeros } from '../tensor.ts';

interface AppendAttributes extends RotaryAttributes {
  readonly [name: string]: number | string | boolean | undefined;
  /** Heads of the queries. */
  readonly heads: number;
  /** `linear` unless given; or `circular`. */
  readonly mode?: string;
}

/** Extents of new steps and of the caches that take them. */
interface Append {
  readonly batch: number;
  readonly steps: number;
  readonly heads: number;
  /** Heads of keys and values. */
  readonly groups: number;
  readonly rows: number;
  readonly head: number;
}

function readAppend(inputs: readonly TensorType[], { heads, mode }: AppendAttributes): Append {
  cacheModeOf(mode);
  const [source, keys, values, position] = inputs;
  const [batch = 0, steps = 0, width = 0] = source?.shape ?? [];
  const [, groups = 0, rows = 0, head = 0] = keys?.shape ?? [];
  const fits =
    source?.shape.length === 3 &&
    keys?.shape.length === 4 &&
    keys.shape[0] === batch &&
    values?.shape.join() === keys.shape.join() &&
    width === (heads + 2 * groups) * head &&
    steps <= rows &&
    position?.dtype === 'i32' &&
    elementCount(position.shape) === 1;
  if (fits) return { batch, steps, heads, groups, rows, head };
  return fail({
    subject: `Steps of ${heads} query heads that go into a cache`,
    constraint:
      'be [batch, steps, (heads + 2 * groups) * size], with caches [batch, groups, rows, size] of ' +
      'no fewer rows than steps, and one i32 position',
    got: inputs.map(({ dtype, shape }) => `${dtype} ${shapeText(shape)}`).join(', '),
    remedy: 'correct the shapes',
  });
}

/**
 * Takes the joint projection of new steps apart: queries and keys are turned by their positions, keys
 * and values go into their caches, in place. Inputs: the projection
 * `[batch, steps, (heads + 2 groups) * size]` (queries, keys, values), the caches of keys and values
 * `[batch, groups, rows, size]`, the position of the first step (i32 `[1]`). Outputs: the two caches,
 * and the queries `[batch, steps, heads * size]`. `dimensions: 0` turns nothing.
 * @source N. Shazeer, "Fast Transformer Decoding: One Write-Head is All You Need", 2019 (caches);
 * J. Su et al., "RoFormer", 2021
 */
export default defineOp<AppendAttributes>({
  name: 'append-kv',
  infer(inputs, attributes) {
    const { batch, steps, heads, groups, rows, head } = readAppend(inputs, attributes);
    readRotary(head, attributes);
    const cache: TensorType = { dtype: 'f32', shape: [batch, groups, rows, head] };
    return [cache, cache, { dtype: 'f32', shape: [batch, steps, heads * head] }];
  },
  reference(inputs, attributes, [, , queryType]) {
    const [source, keys, values, position] = inputs;
    if (!source || !keys || !values || !position || !queryType) return [];
    const { batch, steps, heads, groups, rows, head } = readAppend(inputs, attributes);
    const rotary = readRotary(head, attributes);
    const turned = Float32Array.from(source.data);
    const caches = [keys, values].map(({ data }) => Float32Array.from(data));
    const query = zeros(queryType);
    const slots = heads + 2 * groups;
    for (let at = 0; at < batch * steps * slots; at++) {
      const [slot, line] = [at % slots, Math.floor(at / slots)];
      const now = (position.data[0] ?? 0) + (line % steps);
      if (slot < heads + groups) turnOnCpu(turned, at * head, now, rotary);
      const vector = turned.subarray(at * head, (at + 1) * head);
      const row = cacheRow(now, rows, cacheModeOf(attributes.mode));
      const group = Math.floor(line / steps) * groups + ((slot - heads + groups) % groups);
      if (slot < heads) query.data.set(vector, (line * heads + slot) * head);
      else if (row >= 0) {
        caches[slot < heads + groups ? 0 : 1]?.set(vector, (group * rows + row) * head);
      }
    }
    const [k = new Float32Array(), v = new Float32Array()] = caches;
    return [{ ...keys, data: k }, { ...values, data: v }, query];
  },
  updates: [
    [1, 0],
    [2, 1],
  ],
  lower({ inputs, attributes }) {
    const { batch, steps, heads, groups, rows, head } = readAppend(inputs, attributes);
    const rotary = readRotary(head, attributes);
    const items = head - rotary.half;
    const count = batch * steps * (heads + 2 * groups) * items;
    return [
      {
        shader: { path: 'shaders/ops/append-kv.wgsl', code: wgsl },
        constants: {
          COUNT: count,
          ITEMS: items,
          HALF: rotary.half,
          HEAD: head,
          QUERY_HEADS: heads,
          GROUPS: groups,
          STEPS: steps,
          ROWS: rows,
        },
        functions: `${turnFunctions(rotary, 5)}
${cacheRowFunction(rows, cacheModeOf(attributes.mode))}`,
        bindings: {
          source: { kind: 'input', index: 0 },
          position: { kind: 'input', index: 3 },
          keys: { kind: 'output', index: 0 },
          values: { kind: 'output', index: 1 },
          query: { kind: 'output', index: 2 },
          turns: turnBuffer(rotary),
        },
        workgroups: flatWorkgroups(count),
      },
    ];
  },
  cases: [
    appendCase('one step', { batch: 1, steps: 1, groups: 4, rows: 9, head: 8 }, 5, { heads: 4 }),
    appendCase(
      'several steps, shared keys, neighbours turned, part of a head',
      {
        batch: 2,
        steps: 3,
        groups: 2,
        rows: 6,
        head: 7,
      },
      2,
      { heads: 4, interleaved: true, dimensions: 6 },
    ),
    appendCase(
      'round the end of the cache, nothing turned',
      {
        batch: 1,
        steps: 3,
        groups: 1,
        rows: 5,
        head: 6,
      },
      23,
      { heads: 2, mode: 'circular', dimensions: 0 },
    ),
  ],
});

function appendCase(
  title: string,
  { batch, steps, groups, rows, head }: Omit<Append, 'heads'>,
  position: number,
  attributes: AppendAttributes,
) {
  const cache = floats(batch, groups, rows, head);
  const source = floats(batch, steps, (attributes.heads + 2 * groups) * head);
  return { title, inputs: [source, cache, cache, intTensor([1], [position])], attributes };
}
