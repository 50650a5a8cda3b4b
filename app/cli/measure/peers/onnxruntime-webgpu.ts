import { readBuffer } from '../../../../engine/gpu/readback.ts';
import { elementsOf, type NetRequest } from '../net-request.ts';
import { outputName } from '../onnx-file.ts';
import type { Racer } from '../race.ts';

/**
 * onnxruntime-web on our device, as its makers advise for speed: static shapes, tensors kept on the
 * GPU, the graph captured at the first run.
 * @source https://onnxruntime.ai/docs/tutorials/web/ep-webgpu.html
 */
export async function openOnnxruntimeWebgpu(request: NetRequest): Promise<Racer> {
  const { device, net, file, input } = request;
  const ort = await import('onnxruntime-web/webgpu');
  ort.env.logLevel = 'error';
  const create = (enableGraphCapture: boolean) =>
    ort.InferenceSession.create(file, {
      executionProviders: [{ name: 'webgpu', device }],
      enableGraphCapture,
      preferredOutputLocation: 'gpu-buffer',
    });
  // It captures no graph of which an operator has no WebGPU kernel.
  let captured = true;
  const session = await create(true).catch(() => {
    captured = false;
    return create(false);
  });
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const tensorOf = (label: string, value: NetRequest['net']['input']) => {
    const buffer = device.createBuffer({ label, size: elementsOf(value) * 4, usage });
    const dims = [1, value.channels, value.height, value.width];
    return { buffer, tensor: ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims }) };
  };
  const from = tensorOf('onnxruntime input', net.input);
  const to = tensorOf('onnxruntime output', net.output);
  device.queue.writeBuffer(from.buffer, 0, input);
  const [feeds, fetches] = [{ input: from.tensor }, { [outputName(net)]: to.tensor }];
  return {
    name: captured ? 'onnxruntime-web webgpu' : 'onnxruntime-web webgpu, not captured',
    pass: async () => void (await session.run(feeds, fetches)),
    finish: async () => void (await device.queue.onSubmittedWorkDone()),
    read: async () =>
      new Float32Array(await readBuffer(device, to.buffer, elementsOf(net.output) * 4)),
    async close() {
      await session.release();
      from.buffer.destroy();
      to.buffer.destroy();
    },
  };
}
