import type { NetRequest } from '../net-request.ts';
import { outputName } from '../onnx-file.ts';
import type { Racer } from '../race.ts';

/** onnxruntime-web on the processor. @param threads of its pool; fixed by the first session */
export async function openOnnxruntimeWasm(
  { net, file, input }: NetRequest,
  threads: number,
): Promise<Racer> {
  const ort = await import('onnxruntime-web/wasm');
  ort.env.logLevel = 'error';
  ort.env.wasm.numThreads = threads;
  const session = await ort.InferenceSession.create(file, { executionProviders: ['wasm'] });
  const dims = [1, net.input.channels, net.input.height, net.input.width];
  const feeds = { input: new ort.Tensor('float32', input, dims) };
  let result = new Float32Array();
  return {
    name: threads === 1 ? 'onnxruntime-web wasm' : `onnxruntime-web wasm, ${threads} threads`,
    async pass() {
      const outputs = await session.run(feeds);
      result = outputs[outputName(net)]?.data as Float32Array<ArrayBuffer>;
    },
    finish: async () => {},
    read: async () => result,
    close: () => session.release(),
  };
}
