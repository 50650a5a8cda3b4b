import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GraphBuilder, type Value } from '../../../../engine/inference/graph.ts';
import { ops } from '../../../../engine/inference/registry.ts';
import { tensor } from '../../../../engine/inference/tensor.ts';
import { type OpenedContext, openGpuContext } from '../../../support/gpu-context.ts';
import { expectSame, packed } from '../../../support/op-cases.ts';

let gpu: OpenedContext;
beforeAll(async () => {
  gpu = await openGpuContext();
});
afterAll(() => {
  expect(gpu.errors).toEqual([]);
  gpu.close();
});

function opOf(name: string) {
  const op = ops.get(name);
  if (!op) throw new Error(`no op ${name}`);
  return op;
}

/** Three channels: the fourth lane of the pack is padding. */
const PICTURE = tensor([1, 3, 2, 2], [0.5, 1, 2, 3, 0.25, 4, 1.5, 2.5, 1, 0.75, 5, 0.1]);
const MIX = tensor([2, 3, 1, 1], [0.5, -1, 2, 1, 0.25, -0.5]);

describe('the padding of packed pictures', () => {
  const spoilers: [string, (builder: GraphBuilder, x: Value) => Value][] = [
    ['log', (b, x) => b.apply(opOf('unary'), [x], { operator: 'log' })],
    ['reciprocal', (b, x) => b.apply(opOf('unary'), [x], { operator: 'reciprocal' })],
    [
      'division',
      (b, x) =>
        b.apply(opOf('binary'), [x, b.apply(opOf('unary'), [x], { operator: 'abs' })], {
          operator: 'div',
        }),
    ],
  ];
  it.each(spoilers)('does not spoil what is summed over channels after %s', async (_, spoil) => {
    const builder = new GraphBuilder();
    const x = builder.apply(packed, [builder.input('x', PICTURE)], {});
    const weights = builder.constant('weights', MIX);
    const bias = builder.constant('bias', tensor([2], [0, 1]));
    const mixed = builder.apply(opOf('conv2d'), [spoil(builder, x), weights, bias], {}, 'mixed');
    await expectSame(gpu.context, { graph: builder.build([mixed]), given: { x: PICTURE } }, 'f32');
  });
});
