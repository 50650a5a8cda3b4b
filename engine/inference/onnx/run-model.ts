import { FrameEncoder } from '../../gpu/frame-encoder.ts';
import type { GpuContext } from '../../gpu/gpu-context.ts';
import type { Graph } from '../graph.ts';
import type { Precision } from '../op.ts';
import { optimizeGraph } from '../optimize/optimize-graph.ts';
import { buildProgram, type Program } from '../program.ts';
import { type CpuTensor, elementCount, shapeText } from '../tensor.ts';
import { requireSha256 } from '../weights/digest.ts';
import type { DeclaredValue, InputShapes } from './declared-values.ts';
import { describeModel, importModel } from './import.ts';
import { type OnnxruntimeSession, openOnnxruntime } from './onnxruntime.ts';
import { describeUnsupported, UnsupportedOpsError } from './unsupported.ts';

/** How a model is loaded. */
export interface LoadModelOptions {
  readonly context: GpuContext;
  /** Name of the file, for messages. */
  readonly file?: string;
  /** `f32` unless given. onnxruntime computes as the model says. */
  readonly precision?: Precision;
  /** Shapes of inputs that the file leaves open, by name. */
  readonly shapes?: InputShapes;
  /** SHA-256 that the file must have. */
  readonly sha256?: string;
}

/** A model that is ready to run. */
export interface LoadedModel {
  /** Whose kernels run it. */
  readonly backend: 'ours' | 'onnxruntime';
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

/** Dispatches of one submission: a longer one could be taken for a device that hangs. */
const SUBMITTED = 16;

/**
 * Loads an ONNX model on our kernels. A sound model that they cannot run goes whole to
 * onnxruntime-web, on our device where that is possible, with a notice that says why.
 *
 * The seam for running a model in part elsewhere is the list of an `UnsupportedOpsError`: it names
 * the nodes between which a graph would be cut.
 * @throws InstrumentError for a file that is damaged, no ONNX, or cannot hold with these shapes
 */
export async function loadModel(
  bytes: Uint8Array<ArrayBuffer>,
  options: LoadModelOptions,
): Promise<LoadedModel> {
  const { file = 'the ONNX file', context } = options;
  if (options.sha256 !== undefined) await requireSha256(file, bytes, options.sha256);
  try {
    const { graph, ...declared } = importModel(bytes, { ...options, file });
    return await onOurKernels(graph, declared, { ...options, file });
  } catch (thrown) {
    if (!(thrown instanceof UnsupportedOpsError)) throw thrown;
    const declared = describeModel(bytes, file);
    const { device } = context;
    const session = await openOnnxruntime(bytes, { file, inputs: declared.inputs, device });
    return onOnnxruntime(session, declared, noticeOf(thrown, session));
  }
}

type Declared = Pick<LoadedModel, 'inputs' | 'outputs'>;

async function onOurKernels(
  imported: Graph,
  declared: Declared,
  { context, precision = 'f32', file }: LoadModelOptions & { readonly file: string },
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
      const frame = new FrameEncoder(context.device);
      for (let from = 0; from < program.length; from += SUBMITTED) {
        frame.begin();
        program.encode(frame, from, Math.min(from + SUBMITTED, program.length));
        frame.finish();
      }
      return program.read();
    },
    dispose: () => program.dispose(),
  };
}

/** Refuses values that one binding of this device cannot hold. */
function requireRoom(graph: Graph, limits: GPUSupportedLimits, file: string): void {
  const most = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  const values = [...graph.inputs, ...graph.nodes.flatMap(({ outputs }) => outputs)];
  const large = values.filter(({ shape }) => elementCount(shape) * 4 > most);
  if (large.length === 0) return;
  throw new UnsupportedOpsError(
    `The model ${file}`,
    large.map(({ name, shape }) => ({
      op: 'value',
      node: `${name} ${shapeText(shape)}`,
      why: `takes more than the ${most} bytes that this device binds at once`,
    })),
  );
}

function onOnnxruntime(
  session: OnnxruntimeSession,
  declared: Declared,
  notice: string,
): LoadedModel {
  return {
    backend: 'onnxruntime',
    notice,
    inputs: declared.inputs,
    outputs: declared.outputs,
    program: null,
    run: (inputs) => session.run(inputs),
    dispose: () => void session.release(),
  };
}

/** What the user is told of a model that runs elsewhere. */
function noticeOf({ unsupported }: UnsupportedOpsError, session: OnnxruntimeSession): string {
  const place = session.provider === 'webgpu' ? 'on the same GPU device' : 'on the processor';
  const refusal =
    session.refusal === null ? '' : `, as its WebGPU is not to be had: ${session.refusal}`;
  return `This model runs on onnxruntime-web, ${place}${refusal}. Our kernels lack: ${describeUnsupported(unsupported)}.`;
}
