import { describe, expect, it } from 'vitest';
import { GraphBuilder, runReference, type Value } from '../../../../engine/inference/graph.ts';
import advance from '../../../../engine/inference/ops/advance.ts';
import binary from '../../../../engine/inference/ops/binary.ts';
import reshape from '../../../../engine/inference/ops/reshape.ts';
import { optimizeGraph } from '../../../../engine/inference/optimize/optimize-graph.ts';
import { planGraph } from '../../../../engine/inference/plan.ts';
import { type CpuTensor, intTensor } from '../../../../engine/inference/tensor.ts';

const OPTIONS = {
  precision: 'f32',
  limits: { maxWorkgroupStorageBytes: 16_384, maxInvocations: 256 },
} as const;
const ONE = { dtype: 'i32', shape: [1] } as const;

const twice = (builder: GraphBuilder, x: Value) =>
  builder.apply(binary, [x, x], { operator: 'add' });

describe('states of a graph', () => {
  it('begin with zeros and become what was said', () => {
    const builder = new GraphBuilder();
    const count = builder.state('count', ONE);
    const next = builder.apply(advance, [count], { by: 3 });
    builder.update(count, next);
    const graph = optimizeGraph(builder.build([twice(builder, next)]));
    const states: Record<string, CpuTensor> = {};
    const outputs = [1, 2].map(() => Object.values(runReference(graph, {}, states))[0]?.data[0]);
    expect(outputs).toEqual([6, 12]);
    expect(states.count?.data[0]).toBe(6);
  });

  it('refuse a next value of another type', () => {
    const builder = new GraphBuilder();
    const count = builder.state('count', ONE);
    const next = builder.constant('two', intTensor([2], [1, 2]));
    expect(() => builder.update(count, next)).toThrow('must be i32 [1]');
  });

  const gone: [string, (builder: GraphBuilder, state: Value, next: Value) => Value][] = [
    ['by a node', twice],
    ['through a view', (b, state) => b.apply(reshape, [state], { shape: [1, 1] })],
    ['as an output', (_, state) => state],
  ];
  it.each(gone)('are not read %s once they were changed in place', (_, read) => {
    const builder = new GraphBuilder();
    const count = builder.state('count', ONE);
    const next = builder.apply(advance, [count], { by: 1 });
    builder.update(count, next);
    const graph = builder.build([read(builder, count, next)]);
    expect(() => planGraph(graph, OPTIONS)).toThrow('not be read when its memory holds another');
  });

  it('do not change constants', () => {
    const builder = new GraphBuilder();
    const one = builder.constant('one', intTensor([1], [1]));
    const graph = builder.build([builder.apply(advance, [one], { by: 1 })]);
    expect(() => planGraph(graph, OPTIONS)).toThrow('nor be a constant that changes');
  });

  it('do not become what another was', () => {
    const builder = new GraphBuilder();
    const [a, b] = [builder.state('a', ONE), builder.state('b', ONE)];
    builder.update(a, b);
    builder.update(b, twice(builder, a));
    expect(() => planGraph(builder.build([]), OPTIONS)).toThrow('the state "a"');
  });

  it('are made where they are kept when nothing reads the old value any more', () => {
    const builder = new GraphBuilder();
    const x = builder.input('x', ONE);
    const state = builder.state('state', ONE);
    const sum = builder.apply(binary, [x, state], { operator: 'add' });
    builder.update(state, twice(builder, sum));
    expect(planGraph(builder.build([sum]), OPTIONS).steps).toHaveLength(2);
    builder.update(state, sum);
    expect(planGraph(builder.build([sum]), OPTIONS).steps).toHaveLength(3);
  });
});
