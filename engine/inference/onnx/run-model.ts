import { InstrumentError } from '../../core/errors.ts';
import type { GpuContext } from '../../gpu/gpu-context.ts';
import type { Graph } from '../graph.ts';
import type { Precision } from '../op.ts';
import { optimizeGraph } from '../optimize/optimize-graph.ts';
import { buildProgram, type Program } from '../program.ts';
import type { CpuTensor } from '../tensor.ts';
import { requireSha256 } from '../weights/digest.ts';
import type { DeclaredValue, InputShapes } from './declared-values.ts';
import { describeModel, importModel } from './import.ts';
import { type OnnxruntimeSession, openOnnxruntime } from './onnxruntime.ts';
import { partitionModel } from './partition.ts';
import { openPartition } from './partitioned-run.ts';
import { requireRoom, submitProgram } from './program-run.ts';
import { describeUnsupported, type UnsupportedOp, UnsupportedOpsError } from './unsupported.ts';

/** How a model is loaded. */
export interface LoadModelOptions {
  readonly context: GpuContext;
  /** Name of the file, for messages. */
  readonly file?: string;
  /** `f32` unless given. onnxruntime computes as the model says. */
  readonly precision?: Precision;
  /** Shapes of inputs that the file leaves open, by name. */
  readonly shapes?: InputShapes;
  /** Operators that onnxruntime is to run although our kernels could. */
  readonly avoid?: readonly string[];
  /** SHA-256 that the file must have. */
  readonly sha256?: string;
}

/** A model that is ready to run. */
export interface LoadedModel {
  /** Whose kernels run it: ours, those of onnxruntime-web, or each a part of it. */
  readonly backend: 'ours' | 'onnxruntime' | 'both';
  /** For the user: which operators made it run elsewhere, and where. */
  readonly notice?: string;
  readonly inputs: readonly DeclaredValue[];
  readonly outputs: readonly DeclaredValue[];
  /**
   * Runs it and reads its outputs: it waits for the GPU, so never in a frame. The program of a
   * model on our kernels can be put into frames instead: see {@link program}.
   * @throws InstrumentError when an input is missing or has another shape
   */
  run(inputs: Readonly<Record<string, CpuTensor>>): Promise<Record<string, CpuTensor>>;
  /** The model on our kernels, or null. */
  readonly program: Program | null;
  dispose(): void;
}

/**
 * Loads an ONNX model on our kernels. Of a sound model that they cannot run whole, onnxruntime-web
 * runs the operators that they lack, or all of it where it cannot be cut; on our device where that
 * is possible, and with a notice that says what runs where and why.
 * @throws InstrumentError for a file that is damaged, no ONNX, or cannot hold with these shapes
 */
export async function loadModel(
  bytes: Uint8Array<ArrayBuffer>,
  options: LoadModelOptions,
): Promise<LoadedModel> {
  const request = { ...options, file: options.file ?? 'the ONNX file' };
  const { file } = request;
  if (options.sha256 !== undefined) await requireSha256(file, bytes, options.sha256);
  try {
    const { graph, inputs, outputs } = importModel(bytes, request);
    return await onOurKernels(graph, { inputs, outputs }, request);
  } catch (thrown) {
    if (!(thrown instanceof UnsupportedOpsError)) throw thrown;
    return (await inParts(bytes, request)) ?? onOnnxruntime(bytes, thrown.unsupported, request);
  }
}

type Request = LoadModelOptions & { readonly file: string };
type Declared = Pick<LoadedModel, 'inputs' | 'outputs'>;

async function onOurKernels(
  imported: Graph,
  declared: Declared,
  { context, precision = 'f32', file }: Request,
): Promise<LoadedModel> {
  const graph = optimizeGraph(imported);
  requireRoom(graph, context.device.limits, file);
  const program = await buildProgram(context, graph, { label: file, precision });
  return {
    backend: 'ours',
    ...declared,
    program,
    async run(inputs) {
      program.write(inputs);
      submitProgram(context, program);
      return program.read();
    },
    dispose: () => program.dispose(),
  };
}

async function onOnnxruntime(
  bytes: Uint8Array<ArrayBuffer>,
  unsupported: readonly UnsupportedOp[],
  { file, context: { device } }: Request,
): Promise<LoadedModel> {
  const { inputs, outputs } = describeModel(bytes, file);
  const session = await openOnnxruntime(bytes, { file, inputs, device });
  return {
    backend: 'onnxruntime',
    notice: `This model runs on onnxruntime-web, ${placeOf(session)}. Our kernels lack: ${describeUnsupported(unsupported)}.`,
    inputs,
    outputs,
    program: null,
    run: (given) => session.run(given),
    dispose: () => void session.release(),
  };
}

/**
 * Each part where it can run, and whole on onnxruntime for inputs that change a shape in between.
 * Null when the model cannot be cut, or nothing of it would run on our kernels.
 */
async function inParts(
  bytes: Uint8Array<ArrayBuffer>,
  request: Request,
): Promise<LoadedModel | null> {
  const { file, context, precision = 'f32' } = request;
  const { inputs, outputs } = describeModel(bytes, file);
  const partition = await partitionModel(bytes, request);
  if (!partition?.stages.some(({ place }) => place === 'ours')) return null;
  const { unsupported, foreignNodes, allNodes, stages } = partition;
  const names = outputs.map(({ name }) => name);
  const parts = await openPartition(partition, { context, precision, file, outputs: names }).catch(
    (thrown: unknown) => {
      // A part that neither runtime takes, or that has no room: the whole may still run.
      if (thrown instanceof InstrumentError) return null;
      throw thrown;
    },
  );
  if (!parts) return null;
  const [session] = parts.sessions;
  let whole: Promise<LoadedModel> | null = null;
  return {
    backend: 'both',
    notice:
      `${foreignNodes} of the ${allNodes} nodes of this model run on onnxruntime-web, ` +
      `${session ? placeOf(session) : ''}; it takes ${stages.length} stages in turn with our kernels. ` +
      `Our kernels lack: ${describeUnsupported(unsupported)}.`,
    inputs,
    outputs,
    program: null,
    async run(given) {
      const results = await parts.run(given);
      if (results) return results;
      whole ??= onOnnxruntime(bytes, unsupported, request);
      return (await whole).run(given);
    },
    dispose() {
      parts.dispose();
      void whole?.then((model) => model.dispose());
    },
  };
}

/** Where a session computes, for the user. */
function placeOf({ provider, refusal }: OnnxruntimeSession): string {
  if (provider === 'webgpu') return 'on the same GPU device';
  if (refusal === null) return 'on the processor';
  return `on the processor, as its WebGPU is not to be had: ${refusal}`;
}
