import { type AttentionAttributes, readAttention } from '../attention/attention-inputs.ts';
import { fitsLanes, laneCalls, scoreCalls, tileCall } from '../attention/attention-kernels.ts';
import { attentionOnCpu } from '../attention/attention-reference.ts';
import { floats } from '../case-data.ts';
import { defineOp, type Lowering } from '../op.ts';
import { intTensor, type TensorType } from '../tensor.ts';

/** Queries up to which each has workgroups of its own. */
const FEW_QUERIES = 8;

/** Names of the kernels that can run a node, the likely fastest first. */
function variantsOf({ inputs, attributes, limits }: Lowering<AttentionAttributes>): string[] {
  const attention = readAttention(inputs, attributes);
  const lanes = fitsLanes(attention, limits) ? ['lanes'] : [];
  if (attention.query.steps > FEW_QUERIES) return ['tiles', ...lanes];
  return limits.software ? ['scores', ...lanes, 'tiles'] : [...lanes, 'scores', 'tiles'];
}

/**
 * Multi-head attention: every query's mean of the values, weighted by the softmax of its scaled
 * products with the keys. Inputs: queries, keys and values (`engine/inference/attention/heads.ts`;
 * fewer heads of keys are shared by neighbouring heads of queries), then as attributes say a bias, a
 * table of distances, and the position of the first query in caches. The result lies as the queries
 * do. A query that sees no key gets zeros.
 * @source A. Vaswani et al., "Attention Is All You Need", 2017; J. Ainslie et al., "GQA", 2023; C.
 * Raffel et al., "Exploring the Limits of Transfer Learning", 2020 (bias by distance)
 */
export default defineOp<AttentionAttributes>({
  name: 'attention',
  infer: (inputs, attributes) => [readAttention(inputs, attributes).type],
  reference: (inputs, attributes) => [attentionOnCpu(readAttention(inputs, attributes), inputs)],
  variants: variantsOf,
  lower(node) {
    const attention = readAttention(node.inputs, node.attributes);
    const variants = variantsOf(node);
    const chosen = variants.find((name) => name === node.variant) ?? variants[0];
    if (chosen === 'lanes') return laneCalls(attention, node.inputs);
    if (chosen === 'scores') return scoreCalls(attention, node.inputs);
    return [tileCall(attention, node.inputs)];
  },
  cases: [
    attentionCase('self, heads apart', [
      [2, 3, 37, 16],
      [2, 3, 37, 16],
    ]),
    attentionCase(
      'cross, heads side by side, sizes of no whole quads',
      [
        [2, 5, 2 * 10],
        [2, 41, 2 * 10],
        [2, 41, 2 * 7],
      ],
      { heads: 2 },
    ),
    attentionCase(
      'causal, shared keys, large heads',
      [
        [1, 70, 4 * 36],
        [1, 70, 2 * 36],
        [1, 70, 2 * 136],
      ],
      { heads: 4, groups: 2, causal: true, scale: 0.3 },
    ),
    attentionCase(
      'bias of every score',
      [
        [2, 2, 9, 8],
        [2, 1, 40, 8],
        [2, 1, 40, 8],
        [2, 1, 9, 40],
      ],
      { bias: true },
    ),
    {
      title: 'a mask of minus infinity, and distances',
      inputs: [
        floats(1, 2, 6, 8),
        floats(1, 2, 6, 8),
        floats(1, 2, 6, 8),
        maskOf([
          [1, 1, 0, 1, 1, 1],
          [0, 1, 0, 1, 0, 1],
          [1, 0, 0, 0, 0, 0],
          [0, 0, 0, 0, 0, 0],
          [1, 1, 1, 1, 1, 0],
          [0, 0, 0, 0, 0, 1],
        ]),
        floats(2, 7),
      ],
      attributes: { bias: true, distances: true },
    },
    cacheCase('a step in a cache, with distances', [1, 4, 1, 32], [1, 4, 50, 32], 33, {
      causal: true,
      distances: true,
    }),
    cacheCase('a step in a long cache', [1, 2, 1, 8], [1, 1, 1100, 8], 1003, { causal: true }),
    cacheCase('many steps in a cache', [2, 2, 40, 12], [2, 1, 90, 12], 21, { causal: true }),
    cacheCase('steps in a cache that went round', [1, 2, 3, 8], [1, 2, 20, 8], 47, {
      causal: true,
      mode: 'circular',
      distances: true,
    }),
    cacheCase('the first step of a circular cache', [1, 2, 1, 8], [1, 2, 20, 8], 0, {
      causal: true,
      mode: 'circular',
    }),
  ],
});

function attentionCase(
  title: string,
  shapes: readonly (readonly number[])[],
  attributes: AttentionAttributes = {},
) {
  const [query = [], key = query, value = key, ...rest] = shapes;
  const inputs: TensorType[] = [query, key, value, ...rest].map((shape) => floats(...shape));
  return { title, inputs, attributes };
}

function cacheCase(
  title: string,
  query: readonly number[],
  cache: readonly number[],
  position: number,
  attributes: AttentionAttributes,
) {
  const table = attributes.distances ? [floats(query[1] ?? 1, 81)] : [];
  const inputs = [floats(...query), floats(...cache), floats(...cache), ...table];
  return {
    title,
    inputs: [...inputs, intTensor([1], [position])],
    attributes: { ...attributes, position: true },
  };
}

function maskOf(seen: readonly (readonly number[])[]) {
  const data = Float32Array.from(seen.flat(), (one) => (one ? 0 : Number.NEGATIVE_INFINITY));
  return { dtype: 'f32' as const, shape: [seen.length, seen[0]?.length ?? 0], data };
}
