import { afterAll, beforeAll, expect, it } from 'vitest';
import { FrameEncoder } from '../../../../engine/gpu/frame-encoder.ts';
import { wave } from '../../../../engine/inference/case-data.ts';
import { GraphBuilder, runReference } from '../../../../engine/inference/graph.ts';
import conv2d from '../../../../engine/inference/ops/conv2d.ts';
import { buildProgram } from '../../../../engine/inference/program.ts';
import { memoryTuneStore, type TuneChoice, tuneGraph } from '../../../../engine/inference/tune.ts';
import { type OpenedContext, openGpuContext } from '../../../support/gpu-context.ts';
import { randomTensor, relativeError } from '../../../support/tensors.ts';

let gpu: OpenedContext;
beforeAll(async () => {
  gpu = await openGpuContext();
});
afterAll(() => {
  expect(gpu.errors).toEqual([]);
  gpu.close();
});

const picture = { dtype: 'f32', shape: [1, 8, 12, 12] } as const;

/** Three convolutions, the first two of one shape. */
function threeConvolutions() {
  const builder = new GraphBuilder();
  let value = builder.input('x', picture);
  for (const [i, kernel] of [3, 3, 1].entries()) {
    const weights = builder.constant(`w${i}`, wave([8, 8, kernel, kernel], 0.2, i));
    const bias = builder.constant(`b${i}`, wave([8], 0.2, i));
    const pads = new Array<number>(4).fill((kernel - 1) / 2);
    value = builder.apply(conv2d, [value, weights, bias], { pads }, `conv${i}`);
  }
  return builder.build([value]);
}

it('measures every distinct node once, and what the store knows never again', async () => {
  const graph = threeConvolutions();
  const store = memoryTuneStore();
  const measured: TuneChoice[] = [];
  const options = {
    precision: 'f32',
    store,
    rounds: 1,
    onChoice: (choice: TuneChoice) => measured.push(choice),
  } as const;
  await tuneGraph(gpu.context, graph, options);
  expect(measured.length).toBe(2);
  for (const { times, variant } of measured) {
    expect(Object.keys(times).length).toBeGreaterThan(1);
    expect(times[variant]).toBe(Math.min(...Object.values(times)));
  }
  await tuneGraph(gpu.context, graph, options);
  expect(measured.length).toBe(2);
});

it('takes the variant that the store has, and the net still means the same', async () => {
  const graph = threeConvolutions();
  const store = { get: () => 'planar 4x8', set: () => expect.fail('nothing is left to measure') };
  const chosen: (string | null)[] = [];
  const choose = await tuneGraph(gpu.context, graph, { precision: 'f32', store });
  const program = await buildProgram(gpu.context, graph, {
    label: 'tuned',
    precision: 'f32',
    variant(node, lowering) {
      chosen.push(choose(node, lowering));
      return choose(node, lowering);
    },
  });
  expect(chosen).toEqual(['planar 4x8', 'planar 4x8', 'planar 4x8']);
  const given = { x: randomTensor(picture, 3) };
  program.write(given);
  const frame = new FrameEncoder(gpu.context.device);
  frame.begin();
  program.encode(frame);
  frame.finish();
  const [name = ''] = graph.outputs.map((output) => output.name);
  const { [name]: result } = await program.read();
  const { [name]: expected } = runReference(graph, given);
  expect(result && expected && relativeError(result, expected)).toBeLessThan(1e-4);
  program.dispose();
});

it('leaves nothing behind on the device', async () => {
  const live = { ...gpu.context.live };
  const options = { precision: 'f32', store: memoryTuneStore(), rounds: 1 } as const;
  await tuneGraph(gpu.context, threeConvolutions(), options);
  expect(gpu.context.live).toEqual(live);
});
