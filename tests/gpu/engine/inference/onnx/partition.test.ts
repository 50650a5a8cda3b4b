import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../../../../engine/inference/onnx/run-model.ts';
import type { CpuTensor } from '../../../../../engine/inference/tensor.ts';
import { type OpenedContext, openGpuContext } from '../../../../support/gpu-context.ts';
import { type WrittenModel, writeOnnx } from '../../../../support/onnx-writer.ts';
import { runOnnxruntime } from '../../../../support/onnxruntime.ts';
import { expectAgreementInParts } from '../../../../support/random-agreement.ts';
import { randomModels, randomRuns } from '../../../../support/random-onnx/random-models.ts';
import { randomTensor, relativeError } from '../../../../support/tensors.ts';

let gpu: OpenedContext;
beforeAll(async () => {
  gpu = await openGpuContext();
});
afterAll(() => {
  expect(gpu.errors).toEqual([]);
  gpu.close();
});

const picture = randomTensor({ dtype: 'f32', shape: [1, 2, 5, 6] }, 3);

/** A model of a picture `x` and known numbers; what it gives is called `y`. */
const pictureModel = (
  nodes: WrittenModel['nodes'],
  outputs = ['y'],
  values: WrittenModel['values'] = [],
) => {
  const weights = (shape: number[], seed: number) => {
    const { data } = randomTensor({ dtype: 'f32', shape }, seed);
    return { type: 'f32', shape, values: [...data] } as const;
  };
  return writeOnnx({
    opset: 17,
    nodes,
    inputs: [{ name: 'x', type: 'f32', shape: [1, 2, 5, 6] }],
    outputs: outputs.map((name) => ({ name })),
    values,
    initializers: {
      w: weights([2, 2, 1, 1], 5),
      // Places from -1 to 1 between the pixels.
      grid: {
        type: 'f32',
        shape: [1, 2, 3, 2],
        values: [...weights([12], 6).values].map((v) => v / 2),
      },
      zero: { type: 'i64', shape: [1], values: [0] },
      one: { type: 'i64', shape: [1], values: [1] },
      nothing: { type: 'f32', shape: [], values: [0] },
    },
  });
};

const conv = (x: string, y: string) => ({ op: 'Conv', inputs: [x, 'w'], outputs: [y] });
const sampled = (x: string, y: string) => ({ op: 'GridSample', inputs: [x, 'grid'], outputs: [y] });

async function expectParts(model: Uint8Array<ArrayBuffer>, stages?: number): Promise<void> {
  const x = picture;
  const expected = await runOnnxruntime(model, { x: { type: 'f32', tensor: x } });
  const live = { ...gpu.context.live };
  const loaded = await loadModel(model, { context: gpu.context });
  expect(loaded.backend, loaded.notice).toBe('both');
  if (stages !== undefined) expect(loaded.notice).toContain(`takes ${stages} stages`);
  for (let run = 0; run < 2; run++) {
    const actual = await loaded.run({ x });
    expect(Object.keys(actual)).toEqual(Object.keys(expected));
    for (const [name, reference] of Object.entries(expected)) {
      const result = actual[name] as CpuTensor;
      expect(relativeError(result, reference), name).toBeLessThanOrEqual(1e-4);
    }
  }
  loaded.dispose();
  expect(gpu.context.live).toEqual(live);
}

describe('a model that our kernels run in part', () => {
  it('tells which operators run elsewhere, where, and why', async () => {
    const model = pictureModel([conv('x', 'a'), { ...sampled('a', 'y'), name: 'sampling' }]);
    const loaded = await loadModel(model, { context: gpu.context });
    expect(loaded.notice).toMatch(
      /^1 of the 2 nodes .* on the processor.* 2 stages .*GridSample \(it has no kernel; node sampling\)/,
    );
    loaded.dispose();
  });

  it.each<[string, number, WrittenModel['nodes']]>([
    ['before', 2, [sampled('x', 'a'), conv('a', 'y')]],
    ['between', 3, [conv('x', 'a'), sampled('a', 'b'), conv('b', 'y')]],
    [
      'beside, and behind what goes by',
      3,
      [
        conv('x', 'a'),
        sampled('a', 'b'),
        { op: 'GlobalAveragePool', inputs: ['a'], outputs: ['mean'] },
        { op: 'Mul', inputs: ['b', 'mean'], outputs: ['y'] },
      ],
    ],
    [
      'twice, with one stage for what can wait',
      5,
      [
        conv('x', 'a'),
        sampled('a', 'b'),
        sampled('x', 'c'),
        conv('b', 'd'),
        { op: 'Add', inputs: ['d', 'c'], outputs: ['e'] },
        sampled('e', 'f'),
        conv('f', 'y'),
      ],
    ],
    [
      'with a list that is known when it is loaded',
      4,
      [
        sampled('x', 'a'),
        conv('x', 'wide'),
        { op: 'Shape', inputs: ['a'], outputs: ['shape'] },
        { op: 'Resize', inputs: ['wide', '', '', 'shape'], outputs: ['small'] },
        { op: 'Add', inputs: ['small', 'a'], outputs: ['b'] },
        { op: 'Slice', inputs: ['shape', 'zero', 'one'], outputs: ['lengths'] },
        {
          op: 'ReverseSequence',
          inputs: ['b', 'lengths'],
          outputs: ['y'],
          attributes: { batch_axis: { int: 0 }, time_axis: { int: 1 } },
        },
      ],
    ],
    [
      'with a graph inside that takes values from around it',
      3,
      [
        conv('x', 'a'),
        {
          op: 'ReduceMean',
          inputs: ['x'],
          outputs: ['mean'],
          attributes: { keepdims: { int: 0 } },
        },
        { op: 'Greater', inputs: ['mean', 'nothing'], outputs: ['isBright'] },
        {
          op: 'If',
          inputs: ['isBright'],
          outputs: ['b'],
          attributes: {
            then_branch: { graph: { nodes: [conv('a', 'bright')], outputs: ['bright'] } },
            else_branch: { graph: { nodes: [conv('x', 'dark')], outputs: ['dark'] } },
          },
        },
        conv('b', 'y'),
      ],
    ],
  ])('gives the same: %s', async (_, stages, nodes) => {
    await expectParts(pictureModel(nodes), stages);
  });

  it('gives outputs of either side, and inputs as outputs', async () => {
    const nodes = [
      conv('x', 'ours'),
      sampled('ours', 'theirs'),
      { op: 'Identity', inputs: ['x'], outputs: ['same'] },
    ];
    await expectParts(pictureModel(nodes, ['theirs', 'ours', 'same']));
  });

  it.each<[string, readonly (number | string)[]]>([
    ['in full', [1, 2, 2, 3]],
    ['in part', [1, 2, 'h', 3]],
  ])('gives the same where the file tells types: %s', async (_, shape) => {
    const nodes = [conv('x', 'a'), sampled('a', 'b'), conv('b', 'y')];
    const values = [
      { name: 'a', type: 'f32', shape: [1, 2, 5, 6] },
      { name: 'b', type: 'f32', shape },
    ] as const;
    await expectParts(pictureModel(nodes, ['y'], values));
  });

  it('runs whole where a shape hangs on numbers that differ', async () => {
    const nodes = [
      { op: 'Flatten', inputs: ['x'], outputs: ['flat'], attributes: { axis: { int: 0 } } },
      { op: 'Relu', inputs: ['flat'], outputs: ['high'] },
      { op: 'NonZero', inputs: ['high'], outputs: ['places'] },
      { op: 'Cast', inputs: ['places'], outputs: ['reals'], attributes: { to: { int: 1 } } },
      { op: 'Sqrt', inputs: ['reals'], outputs: ['y'] },
    ];
    await expectParts(pictureModel(nodes));
  });
});

describe('random models of which any operators are kept from our kernels', () => {
  const runs = randomRuns(4, 300);

  it(`give what onnxruntime gives: ${runs.numRuns}`, async () => {
    await fc.assert(
      fc.asyncProperty(randomModels(8), fc.nat(), (model, seed) =>
        expectAgreementInParts(gpu.context, model, seed),
      ),
      runs,
    );
  }, 7_200_000);
});
