import { FrameEncoder } from '../../../engine/gpu/frame-encoder.ts';
import type { GpuContext } from '../../../engine/gpu/gpu-context.ts';
import { importOnnx } from '../../../engine/inference/onnx/import.ts';
import { optimizeGraph } from '../../../engine/inference/optimize/optimize-graph.ts';
import { buildProgram } from '../../../engine/inference/program.ts';
import { type TuneStore, tuneGraph } from '../../../engine/inference/tune.ts';
import type { NetRequest } from './net-request.ts';
import { outputName } from './onnx-file.ts';
import type { Racer } from './race.ts';

/** A net on our kernels. */
export async function openOurs(
  { net, file, input, device }: NetRequest,
  {
    context,
    precision,
    tuned,
  }: {
    readonly context: GpuContext;
    readonly precision: 'f32' | 'f16';
    /** Choices of kernels, measured where they are missing; null for the standard ones. */
    readonly tuned: TuneStore | null;
  },
): Promise<Racer> {
  const graph = optimizeGraph(importOnnx(file, { file: net.title }));
  const variant = tuned ? await tuneGraph(context, graph, { precision, store: tuned }) : undefined;
  const program = await buildProgram(context, graph, {
    label: net.title,
    precision,
    ...(variant && { variant }),
  });
  const { channels, height, width } = net.input;
  program.write({ input: { dtype: 'f32', shape: [1, channels, height, width], data: input } });
  const frame = new FrameEncoder(device);
  return {
    name: 'ours',
    pass() {
      frame.begin();
      program.encode(frame);
      frame.finish();
    },
    finish: async () => void (await device.queue.onSubmittedWorkDone()),
    async read() {
      const { [outputName(net)]: result } = await program.read();
      return result?.data as Float32Array;
    },
    close: () => program.dispose(),
  };
}
