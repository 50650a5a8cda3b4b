import { messageOf } from '../../../engine/core/errors.ts';
import { FrameEncoder } from '../../../engine/gpu/frame-encoder.ts';
import type { GpuContext } from '../../../engine/gpu/gpu-context.ts';
import { optimizeGraph } from '../../../engine/inference/optimize/optimize-graph.ts';
import { buildProgram } from '../../../engine/inference/program.ts';
import { type Task, tasks } from './attention-tasks.ts';
import type { BenchLine } from './bench-setting.ts';
import { openDawnDevice } from './dawn-device.ts';
import { openOnGpu, openOnProcessor } from './peers/onnxruntime-racers.ts';
import { type Racer, race } from './race.ts';

/** What is measured, and how long. */
export interface AttentionRequest {
  /** Only tasks whose title has this in it. */
  readonly case: string;
  readonly peers: readonly string[];
  readonly precision: 'f32' | 'f16';
  readonly rounds: number;
  readonly seconds: number;
  readonly variant: string | null;
  readonly onProgress: (message: string) => void;
  readonly onResult: (line: AttentionLine) => void;
}

/** Ours against one peer on one task. */
export interface AttentionLine extends BenchLine {
  readonly bench: 'attention';
  readonly precision: 'f32' | 'f16';
}

const rounded = (value: number) => Math.round(value * 1000) / 1000;

/** Runs the tasks on ours and the peers. @throws when a peer's result differs from ours */
export async function raceAttention(request: AttentionRequest): Promise<void> {
  const { context, faults } = await openDawnDevice();
  for (const make of tasks) {
    const task = make();
    if (!task.title.includes(request.case)) continue;
    await raceTask(task, context, request);
    if (faults.length > 0) throw new Error(`The GPU complained: ${faults.join('; ')}`);
  }
}

async function raceTask(task: Task, context: GpuContext, request: AttentionRequest) {
  const { peers, precision, onProgress, onResult } = request;
  onProgress(`${task.title} …`);
  const racers = [await openOurs(task, context, request)];
  const openers: Record<string, () => Promise<Racer>> = {
    ort: () => openOnGpu(task.onnx, context.device),
    wasm: () => openOnProcessor(task.onnx),
  };
  for (const [name, open] of Object.entries(openers)) {
    if (peers.length > 0 && !peers.includes(name)) continue;
    try {
      racers.push(await open());
    } catch (thrown) {
      onProgress(`${name} cannot run ${task.title}: ${messageOf(thrown)}`);
    }
  }
  const [ours, ...others] = await race(racers, request);
  for (const { name, ms, maxRelError } of others) {
    onResult({
      bench: 'attention',
      case: task.title,
      precision,
      oursMs: rounded(ours?.ms ?? 0),
      oursGflops: rounded(task.flops / (ours?.ms ?? 1) / 1e6),
      peer: name,
      peerMs: rounded(ms),
      ratio: rounded(ms / (ours?.ms ?? 1)),
      maxRelError,
      adapter: context.adapter,
    });
  }
  for (const racer of racers) await racer.close();
}

async function openOurs(
  task: Task,
  context: GpuContext,
  { precision, variant }: AttentionRequest,
): Promise<Racer> {
  const { device } = context;
  const program = await buildProgram(context, optimizeGraph(task.graph), {
    label: task.title,
    precision,
    variant: () => variant,
  });
  program.write(task.inputs);
  program.writeStates(task.once);
  const frame = new FrameEncoder(device);
  return {
    name: 'ours',
    pass() {
      program.writeStates(task.everyPass);
      frame.begin();
      program.encode(frame);
      frame.finish();
    },
    finish: async () => void (await device.queue.onSubmittedWorkDone()),
    async read() {
      const { [task.output]: result } = await program.read();
      return Float32Array.from(result?.data ?? []);
    },
    close: () => program.dispose(),
  };
}
