import { FrameEncoder } from '../../../engine/gpu/frame-encoder.ts';
import type { GpuContext } from '../../../engine/gpu/gpu-context.ts';
import { type Graph, GraphBuilder } from '../../../engine/inference/graph.ts';
import { optimizeGraph } from '../../../engine/inference/optimize/optimize-graph.ts';
import { buildProgram, type Program } from '../../../engine/inference/program.ts';
import { tensor } from '../../../engine/inference/tensor.ts';
import {
  parseSafetensors,
  type Safetensors,
} from '../../../engine/inference/weights/safetensors.ts';
import { addStyleEncoder } from '../../../models/style/encoder.ts';
import { addPlainStyleNet } from '../../../models/style/net.ts';
import { CODE_SIZE, STYLE_NUMBERS } from '../../../models/style/net-shape.ts';
import { addFastStyle, type FastStyleVariables } from './fast-style.ts';

/** Numbers of a picture or of features. */
export type Numbers = Float32Array<ArrayBuffer>;

/** What a picture is painted by: a code, and what was fitted beside it. */
export interface PaintedBy {
  readonly code: ArrayLike<number>;
  readonly offset?: ArrayLike<number>;
}

/** A net that repaints pictures of one size, with its cost. */
export interface Painter {
  /** Billions of operations a picture, two a multiplication and addition. */
  readonly gflop: number;
  paint(picture: Numbers): Promise<Numbers>;
  dispose(): void;
}

/** The style net and its judge at one size. */
export interface StyleNets {
  readonly gflop: number;
  /** @param picture `[1, 3, height, width]` in 0..1; so is what comes back */
  paint(picture: Numbers, by: PaintedBy): Promise<Numbers>;
  /** The code that the encoder reads in a picture, and the features of what is in it. */
  judge(picture: Numbers): Promise<{ readonly code: Numbers; readonly features: Numbers }>;
  dispose(): void;
}

/** Sides of pictures. */
interface Extent {
  readonly width: number;
  readonly height: number;
}

async function run(context: GpuContext, program: Program, inputs: Parameters<Program['write']>[0]) {
  program.write(inputs);
  const frame = new FrameEncoder(context.device);
  frame.begin();
  program.encode(frame);
  frame.finish();
  return Object.values(await program.read()).map(({ data }) => Float32Array.from(data));
}

function build(context: GpuContext, label: string, graph: Graph): Promise<Program> {
  return buildProgram(context, optimizeGraph(graph), { label, precision: 'f32' });
}

const gflopOf = ({ work }: Program) =>
  (2 * work.reduce((sum, { operations }) => sum + operations, 0)) / 1e9;

/** The style net with everything that is told it given at a run. */
function styleNet(weights: Safetensors, shape: readonly number[]): Graph {
  const builder = new GraphBuilder();
  const picture = builder.input('picture', { dtype: 'f32', shape });
  const code = builder.input('code', { dtype: 'f32', shape: [1, CODE_SIZE] });
  const offset = builder.input('offset', { dtype: 'f32', shape: [1, STYLE_NUMBERS] });
  return builder.build([addPlainStyleNet(builder, weights, { picture, code, offset })]);
}

/** Opens the net and its judge at a size. @throws InstrumentError for other weights */
export async function openStyleNets(
  context: GpuContext,
  files: { readonly weights: ArrayBuffer; readonly encoder: ArrayBuffer },
  { width, height }: Extent,
): Promise<StyleNets> {
  const [net, judge] = await Promise.all([
    parseSafetensors(files.weights),
    parseSafetensors(files.encoder),
  ]);
  const shape = [1, 3, height, width];
  const painter = await build(context, 'style net', styleNet(net, shape));
  const builder = new GraphBuilder();
  const seen = builder.input('picture', { dtype: 'f32', shape });
  const { code: read, features } = addStyleEncoder(builder, judge, seen);
  const reader = await build(context, 'judge', builder.build([read, features]));
  const none = new Float32Array(STYLE_NUMBERS);
  return {
    gflop: gflopOf(painter),
    async paint(picture, { code, offset = none }) {
      const [painted = new Float32Array()] = await run(context, painter, {
        picture: tensor(shape, picture),
        code: tensor([1, CODE_SIZE], Float32Array.from(code)),
        offset: tensor([1, STYLE_NUMBERS], Float32Array.from(offset)),
      });
      return painted;
    },
    async judge(picture) {
      const inputs = { picture: tensor(shape, picture) };
      const [code, told] = await run(context, reader, inputs);
      return { code: code ?? new Float32Array(), features: told ?? new Float32Array() };
    },
    dispose() {
      painter.dispose();
      reader.dispose();
    },
  };
}

/** Opens a fast style net at a size. @throws InstrumentError when variables are missing */
export async function openFastStyle(
  context: GpuContext,
  variables: FastStyleVariables,
  { width, height }: Extent,
): Promise<Painter> {
  const shape = [1, 3, height, width];
  const builder = new GraphBuilder();
  const given = builder.input('picture', { dtype: 'f32', shape });
  const program = await build(
    context,
    'fast style',
    builder.build([addFastStyle(builder, variables, given)]),
  );
  return {
    gflop: gflopOf(program),
    async paint(picture) {
      const inputs = { picture: tensor(shape, picture) };
      const [painted = new Float32Array()] = await run(context, program, inputs);
      return painted;
    },
    dispose: () => program.dispose(),
  };
}
