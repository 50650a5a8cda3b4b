import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Graph, GraphBuilder, type Value } from '../../../../engine/inference/graph.ts';
import { planMemory } from '../../../../engine/inference/memory.ts';
import { type Plan, planGraph, type Resident } from '../../../../engine/inference/plan.ts';
import { ops } from '../../../../engine/inference/registry.ts';
import { elementCount, zeros } from '../../../../engine/inference/tensor.ts';

const OPTIONS = {
  precision: 'f32',
  limits: { maxWorkgroupStorageBytes: 16_384, maxInvocations: 256 },
} as const;

function opOf(name: string) {
  const op = ops.get(name);
  if (!op) throw new Error(`no op ${name}`);
  return op;
}

/** One random move in the building of a net: what is done, and to which earlier values. */
interface Choice {
  readonly kind: 'activation' | 'add' | 'flatten' | 'conv' | 'cast' | 'split';
  readonly first: number;
  readonly second: number;
}

const choices: fc.Arbitrary<Choice[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('activation', 'add', 'flatten', 'conv', 'cast', 'split' as const),
    first: fc.nat(50),
    second: fc.nat(50),
  }),
  { minLength: 1, maxLength: 25 },
);

const at = <T>(list: readonly T[], i: number): T => list[i % list.length] as T;

/** A net of pictures with views, branches, packed layouts, several types and several outputs. */
function randomGraph(list: readonly Choice[], outputs: number): Graph {
  const builder = new GraphBuilder();
  const pictures = [
    builder.input('a', { dtype: 'f32', shape: [1, 6, 4, 4] }),
    builder.input('b', { dtype: 'f32', shape: [1, 6, 4, 4] }),
  ];
  const others: Value[] = [];
  list.forEach(({ kind, first, second }, i) => {
    const [x, y] = [at(pictures, first), at(pictures, second)];
    const name = `${kind}${i}`;
    if (kind === 'activation') {
      pictures.push(builder.apply(opOf('activation'), [x], { activation: 'relu' }, name));
    } else if (kind === 'add') {
      pictures.push(builder.apply(opOf('binary'), [x, y], { operator: 'add' }, name));
    } else if (kind === 'flatten') {
      const flat = builder.apply(opOf('reshape'), [x], { shape: [6, 16] }, name);
      others.push(flat, builder.apply(opOf('reshape'), [flat], { shape: [96] }, `${name} again`));
    } else if (kind === 'cast') {
      others.push(builder.apply(opOf('cast'), [x], { to: 'i32' }, name));
    } else if (kind === 'split') {
      others.push(...builder.applyAll(opOf('split'), [x], { axis: 1, sizes: [2, 4] }, name));
    } else {
      const weights = builder.constant(`${name} w`, zeros({ dtype: 'f32', shape: [6, 6, 1, 1] }));
      const bias = builder.constant(`${name} b`, zeros({ dtype: 'f32', shape: [6] }));
      pictures.push(builder.apply(opOf('conv2d'), [x, weights, bias], {}, name));
    }
  });
  const results = [...pictures.slice(2), ...others];
  return builder.build(results.length > 0 ? results.slice(-outputs) : pictures.slice(0, 1));
}

/** Steps at which memory must hold still, from its first use to its last; always for what lies outside. */
function lifeOf(plan: Plan, storage: Resident): [number, number] {
  const steps = plan.steps.flatMap((step, i) =>
    [...step.inputs, ...step.outputs].some((one) => one?.storage === storage) ? [i] : [],
  );
  const outside = [...plan.inputs, ...plan.outputs, ...plan.constants];
  if (outside.some((one) => one.storage === storage)) return [-1, plan.steps.length];
  return [Math.min(...steps), Math.max(...steps)];
}

const used = (plan: Plan) =>
  new Set(
    [
      ...plan.steps.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]),
      ...plan.inputs,
      ...plan.outputs,
    ].filter((one) => one !== null),
  );

describe('the memory plan', () => {
  it('never gives what lives at the same step one slot', () => {
    fc.assert(
      fc.property(choices, fc.integer({ min: 1, max: 3 }), (list, outputs) => {
        const plan = planGraph(randomGraph(list, outputs), OPTIONS);
        const { slotOf } = planMemory(plan);
        const storages = [...new Set([...used(plan)].map(({ storage }) => storage))];
        const lives = storages.map((storage) => lifeOf(plan, storage));
        storages.forEach((a, i) => {
          storages.slice(i + 1).forEach((b, k) => {
            if (slotOf.get(a) !== slotOf.get(b)) return;
            const [firstA, lastA] = lives[i] ?? [0, 0];
            const [firstB, lastB] = lives[i + 1 + k] ?? [0, 0];
            const apart = lastA < firstB || lastB < firstA;
            expect(apart, `${a.value.name} and ${b.value.name} share memory`).toBe(true);
          });
        });
      }),
    );
  });

  it('gives every value that is used a slot of its type that is large enough', () => {
    fc.assert(
      fc.property(choices, fc.integer({ min: 1, max: 3 }), (list, outputs) => {
        const plan = planGraph(randomGraph(list, outputs), OPTIONS);
        const { slots, slotOf } = planMemory(plan);
        const types = new Map<number, string>();
        for (const resident of used(plan)) {
          const slot = slotOf.get(resident) ?? -1;
          expect(slots[slot] ?? 0).toBeGreaterThanOrEqual(resident.elements);
          const type = types.get(slot) ?? resident.value.dtype;
          expect(resident.value.dtype).toBe(type);
          types.set(slot, type);
        }
      }),
    );
  });

  it('lets views share their source’s memory', () => {
    const builder = new GraphBuilder();
    const x = builder.input('x', { dtype: 'f32', shape: [2, 6] });
    const sum = builder.apply(opOf('binary'), [x, x], { operator: 'add' }, 'sum');
    const view = builder.apply(opOf('reshape'), [sum], { shape: [3, 4] }, 'view');
    const again = builder.apply(opOf('reshape'), [view], { shape: [12] }, 'again');
    const plan = planGraph(builder.build([again]), OPTIONS);
    const { slotOf } = planMemory(plan);
    const slotNamed = (name: string) =>
      slotOf.get(plan.residents.find(({ value }) => value.name === name) as Resident);
    expect(plan.steps).toHaveLength(1);
    expect(slotNamed('view')).toBe(slotNamed('sum'));
    expect(slotNamed('again')).toBe(slotNamed('sum'));
    expect(slotNamed('x')).not.toBe(slotNamed('sum'));
  });

  it('keeps a source alive as long as a view of it is read', () => {
    const builder = new GraphBuilder();
    const relu = (value: Value, name: string) =>
      builder.apply(opOf('activation'), [value], { activation: 'relu' }, name);
    const first = relu(builder.input('x', { dtype: 'f32', shape: [4, 4] }), 'first');
    const view = builder.apply(opOf('reshape'), [first], { shape: [16] }, 'view');
    let other = relu(first, 'other');
    for (let i = 0; i < 4; i++) other = relu(other, `other ${i}`);
    const flat = builder.apply(opOf('reshape'), [other], { shape: [16] }, 'flat');
    const end = builder.apply(opOf('binary'), [view, flat], { operator: 'add' }, 'end');
    const plan = planGraph(builder.build([end]), OPTIONS);
    const { slotOf } = planMemory(plan);
    const slotNamed = (name: string) =>
      slotOf.get(plan.residents.find(({ value }) => value.name === name) as Resident);
    const between = ['other', 'other 0', 'other 1', 'other 2', 'other 3', 'end'];
    for (const name of between) expect(slotNamed(name), name).not.toBe(slotNamed('first'));
  });

  it('uses two slots in turns for a long chain', () => {
    const builder = new GraphBuilder();
    let x = builder.input('x', { dtype: 'f32', shape: [8, 8] });
    for (let i = 0; i < 20; i++) {
      x = builder.apply(opOf('activation'), [x], { activation: 'relu' }, `relu ${i}`);
    }
    const { slots } = planMemory(planGraph(builder.build([x]), OPTIONS));
    // One each for input and output, two in turns between.
    expect(slots).toHaveLength(4);
    expect(slots.every((elements) => elements === elementCount([8, 8]))).toBe(true);
  });
});
