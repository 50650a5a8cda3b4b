import type { NetValue } from '../net.ts';
import { elementsOf, type NetRequest } from '../net-request.ts';
import type { Racer } from '../race.ts';
import { tfliteFile } from '../tflite-file.ts';
import { matricesTurned } from '../turn-matrices.ts';

/** What is used of `@litertjs/core`; its own types change those of all typed arrays. */
interface LiteRt {
  getGlobalLiteRtPromise(): Promise<unknown> | undefined;
  loadLiteRt(folder: string, options: { readonly jspi: boolean }): Promise<unknown>;
  readonly Environment: {
    create(options: { readonly webGpuDevice: GPUDevice }): Promise<LiteRtEnvironment>;
  };
  readonly Tensor: new (
    values: Float32Array,
    shape: number[],
    environment: LiteRtEnvironment,
  ) => LiteRtTensor;
  loadAndCompile(
    file: Uint8Array,
    options: {
      readonly environment: LiteRtEnvironment;
      readonly accelerator: 'webgpu';
      readonly gpuOptions: { readonly precision: 'fp32' };
    },
  ): Promise<LiteRtModel>;
}

interface LiteRtEnvironment {
  delete(): void;
}

interface LiteRtModel {
  readonly isFullyAccelerated: boolean;
  run(input: LiteRtTensor): Promise<LiteRtTensor[]>;
  delete(): void;
}

interface LiteRtTensor {
  moveTo(accelerator: 'webgpu'): Promise<LiteRtTensor>;
  data(): Promise<Float32Array>;
  delete(): void;
}

/** Where a page finds LiteRT.js. */
export interface LitertAddresses {
  /** Of its module. */
  readonly module: string;
  /** Of the folder of its WebAssembly. */
  readonly wasm: string;
}

const shapeOf = ({ height, width, channels }: NetValue) => [1, height, width, channels];

/**
 * LiteRT.js on our device, in a page only. The picture and the result stay on the GPU.
 * @source https://ai.google.dev/edge/litert/web
 */
export async function openLitert(
  { net, input, device }: NetRequest,
  { module, wasm }: LitertAddresses,
): Promise<Racer> {
  const file = tfliteFile(net);
  const litert: LiteRt = await import(/* @vite-ignore */ module);
  await (litert.getGlobalLiteRtPromise() ?? litert.loadLiteRt(wasm, { jspi: true }));
  const environment = await litert.Environment.create({ webGpuDevice: device });
  const model = await litert.loadAndCompile(file, {
    environment,
    accelerator: 'webgpu',
    gpuOptions: { precision: 'fp32' },
  });
  if (!model.isFullyAccelerated) throw new Error('some of its operators are not on the GPU.');
  const plane = net.input.height * net.input.width;
  const pixels = matricesTurned(input, { count: 1, rows: net.input.channels, columns: plane });
  const picture = await new litert.Tensor(pixels, shapeOf(net.input), environment).moveTo('webgpu');
  let result: LiteRtTensor | undefined;
  return {
    name: 'litert-js webgpu',
    async pass() {
      const [next] = await model.run(picture);
      result?.delete();
      result = next;
    },
    finish: async () => void (await device.queue.onSubmittedWorkDone()),
    async read() {
      if (!result) throw new Error('LiteRT.js has not run yet.');
      const { channels } = net.output;
      const rows = elementsOf(net.output) / channels;
      return matricesTurned(await result.data(), { count: 1, rows, columns: channels });
    },
    close() {
      result?.delete();
      picture.delete();
      model.delete();
      environment.delete();
    },
  };
}
