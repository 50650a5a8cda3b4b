import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../../../../engine/inference/onnx/run-model.ts';
import { tensor } from '../../../../../engine/inference/tensor.ts';
import { sha256 } from '../../../../../engine/inference/weights/digest.ts';
import { type OpenedContext, openGpuContext } from '../../../../support/gpu-context.ts';
import { type WrittenNode, writeOnnx } from '../../../../support/onnx-writer.ts';

let gpu: OpenedContext;
beforeAll(async () => {
  gpu = await openGpuContext();
});
afterAll(() => {
  expect(gpu.errors).toEqual([]);
  gpu.close();
});

const modelOf = (...nodes: WrittenNode[]) =>
  writeOnnx({
    opset: 17,
    nodes,
    inputs: [{ name: 'x', type: 'f32', shape: ['n', 3] }],
    outputs: [{ name: 'y', type: 'f32' }],
    initializers: { w: { type: 'f32', shape: [3], values: [1, 2, 3] } },
  });

const sound = modelOf(
  { op: 'Add', inputs: ['x', 'w'], outputs: ['a'] },
  { op: 'Relu', inputs: ['a'], outputs: ['y'] },
);
const foreign = modelOf({ op: 'Det', inputs: ['x'], outputs: ['y'], name: 'det' });
const x = tensor([2, 3], [-5, 0, 1, 2, 3, -4]);

describe('a model that is loaded', () => {
  it('runs on our kernels, again and again', async () => {
    const live = { ...gpu.context.live };
    const model = await loadModel(sound, { context: gpu.context, shapes: { x: [2, 3] } });
    expect([model.backend, model.notice]).toEqual(['ours', undefined]);
    const { y } = await model.run({ x });
    expect([y?.shape, [...(y?.data ?? [])]]).toEqual([
      [2, 3],
      [0, 2, 4, 3, 5, 0],
    ]);
    const again = await model.run({ x: tensor([2, 3], [1, 1, 1, 1, 1, 1]) });
    expect([...(again.y?.data ?? [])]).toEqual([2, 3, 4, 2, 3, 4]);
    model.dispose();
    expect(gpu.context.live).toEqual(live);
  });

  it('runs on our kernels when what they lack is not needed', async () => {
    const unneeded = modelOf(
      { op: 'Det', inputs: ['x'], outputs: ['unused'], name: 'det' },
      { op: 'Add', inputs: ['x', 'w'], outputs: ['y'] },
    );
    const model = await loadModel(unneeded, { context: gpu.context, shapes: { x: [3, 3] } });
    expect([model.backend, model.notice]).toEqual(['ours', undefined]);
    model.dispose();
  });

  it('runs whole on onnxruntime when our kernels lack all of it, and says so', async () => {
    const model = await loadModel(foreign, { context: gpu.context, shapes: { x: [3, 3] } });
    expect(model.backend).toBe('onnxruntime');
    expect(model.notice).toMatch(
      /onnxruntime-web, on the processor.*no WebGPU.*Det \(it has no kernel; node det\)/,
    );
    const { y } = await model.run({ x: tensor([3, 3], [2, 0, 0, 0, 3, 0, 0, 0, 4]) });
    expect([...(y?.data ?? [])]).toEqual([24]);
    model.dispose();
  });

  it('must have the hash that is asked for', async () => {
    const { context } = gpu;
    const shapes = { x: [2, 3] };
    const hash = await sha256(sound);
    (await loadModel(sound, { context, shapes, sha256: hash })).dispose();
    await expect(loadModel(foreign, { context, shapes, sha256: hash })).rejects.toThrow('SHA-256');
  });

  it('is never handed to onnxruntime when it is damaged', async () => {
    const torn = sound.slice(0, sound.length - 9);
    await expect(loadModel(torn, { context: gpu.context })).rejects.toThrow(
      'hold its fields whole',
    );
  });
});
