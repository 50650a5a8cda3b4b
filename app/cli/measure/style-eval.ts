/** The engine's side of `npm run eval -- style`; loaded by Vite. */

import { create, globals } from 'webgpu';
import { fail } from '../../../engine/core/errors.ts';
import type { AdapterDescription } from '../../../engine/gpu/adapter.ts';
import { FrameEncoder } from '../../../engine/gpu/frame-encoder.ts';
import type { GpuContext } from '../../../engine/gpu/gpu-context.ts';
import { GraphBuilder } from '../../../engine/inference/graph.ts';
import { optimizeGraph } from '../../../engine/inference/optimize/optimize-graph.ts';
import { buildProgram, type Program } from '../../../engine/inference/program.ts';
import { tensor } from '../../../engine/inference/tensor.ts';
import { parseSafetensors } from '../../../engine/inference/weights/safetensors.ts';
import { type BuiltInStyle, builtInStyles } from '../../../models/style/built-in.ts';
import { addStyleEncoder } from '../../../models/style/encoder.ts';
import { addPlainStyleNet } from '../../../models/style/net.ts';
import { CODE_SIZE } from '../../../models/style/net-shape.ts';
import { openBenchDevice } from './bench-device.ts';
import { type FlowField, FrameFlow, warpError } from './frame-flow.ts';

/** Pictures of one size, RGB bytes each. */
export interface Frames {
  readonly width: number;
  readonly height: number;
  readonly frames: readonly Uint8Array[];
}

/** A line of results: of a file, or the mean of all. */
export interface StyleLine {
  readonly eval: 'style';
  readonly net: 's' | 'photograph';
  /** The style, or what was summed up. */
  readonly case: string;
  readonly file?: string;
  readonly n?: number;
  /** Squared distance of features to the photograph's, relative to their variance. */
  readonly content?: number;
  /** Squared distance of the encoder's code to the one that was painted with, relative to its size. */
  readonly style?: number;
  /** Root mean square of painted(next) - moved painted(this), where the flow is trusted. */
  readonly warp?: number;
  readonly gflop?: number;
  readonly adapter: AdapterDescription;
}

/** What an evaluation is opened with. */
export interface StyleEvalOptions {
  readonly weights: ArrayBuffer;
  readonly encoder: ArrayBuffer;
  /** Names of built-in styles. */
  readonly styles: readonly string[];
  readonly onLine: (line: StyleLine) => void;
}

type Numbers = Float32Array<ArrayBuffer>;

function styleNamed(name: string): BuiltInStyle {
  return (
    builtInStyles.find((style) => style.name === name) ??
    fail({
      subject: 'A style to evaluate',
      constraint: `be one of ${builtInStyles.map((style) => style.name).join(', ')}`,
      got: name,
      remedy: 'correct it',
    })
  );
}

/** RGB bytes as `[1, 3, height, width]` in 0..1. */
function planesOf(bytes: Uint8Array): Numbers {
  const plane = bytes.length / 3;
  return Float32Array.from(
    { length: bytes.length },
    (_, i) => (bytes[(i % plane) * 3 + Math.floor(i / plane)] ?? 0) / 255,
  );
}

async function run(context: GpuContext, program: Program, inputs: Parameters<Program['write']>[0]) {
  program.write(inputs);
  const frame = new FrameEncoder(context.device);
  frame.begin();
  program.encode(frame);
  frame.finish();
  return program.read();
}

/** The net and its judge at one size. */
async function openNets(
  context: GpuContext,
  { weights, encoder }: Pick<StyleEvalOptions, 'weights' | 'encoder'>,
  { width, height }: Frames,
) {
  const [net, judge] = await Promise.all([parseSafetensors(weights), parseSafetensors(encoder)]);
  const shape = [1, 3, height, width];
  const build = async (
    label: string,
    add: (builder: GraphBuilder) => ReturnType<GraphBuilder['build']>,
  ) => buildProgram(context, optimizeGraph(add(new GraphBuilder())), { label, precision: 'f32' });
  const painter = await build('style net', (builder) => {
    const picture = builder.input('picture', { dtype: 'f32', shape });
    const code = builder.input('code', { dtype: 'f32', shape: [1, CODE_SIZE] });
    return builder.build([addPlainStyleNet(builder, net, { picture, code })]);
  });
  const reader = await build('judge', (builder) => {
    const picture = builder.input('picture', { dtype: 'f32', shape });
    const { code, features } = addStyleEncoder(builder, judge, picture);
    return builder.build([code, features]);
  });
  const numbersOf = (result: Record<string, { data: ArrayLike<number> }>, place: number) =>
    Float32Array.from(Object.values(result)[place]?.data ?? []);
  return {
    gflop: (2 * painter.work.reduce((sum, { operations }) => sum + operations, 0)) / 1e9,
    async paint(picture: Numbers, code: readonly number[]): Promise<Numbers> {
      const inputs = { picture: tensor(shape, picture), code: tensor([1, CODE_SIZE], code) };
      return numbersOf(await run(context, painter, inputs), 0);
    },
    async judge(picture: Numbers) {
      const told = await run(context, reader, { picture: tensor(shape, picture) });
      return { code: numbersOf(told, 0), features: numbersOf(told, 1) };
    },
    dispose() {
      painter.dispose();
      reader.dispose();
    },
  };
}

/** Squared distance of features relative to the wanted ones' variance in their channel. */
function contentError(ours: Numbers, wanted: Numbers, channels: number): number {
  const plane = wanted.length / channels;
  let [distance, spread] = [0, 0];
  for (let channel = 0; channel < channels; channel++) {
    const own = wanted.subarray(channel * plane, (channel + 1) * plane);
    const mean = own.reduce((sum, value) => sum + value, 0) / plane;
    own.forEach((value, i) => {
      distance += ((ours[channel * plane + i] ?? 0) - value) ** 2;
      spread += (value - mean) ** 2;
    });
  }
  return distance / Math.max(spread, 1e-9);
}

function codeError(ours: ArrayLike<number>, wanted: readonly number[]): number {
  let [distance, size] = [0, 0];
  wanted.forEach((value, i) => {
    distance += ((ours[i] ?? 0) - value) ** 2;
    size += value ** 2;
  });
  return distance / size;
}

/** Channels of the deepest features of the judge. */
const FEATURES = 128;
const rounded = (value: number) => Number(value.toPrecision(4));

/** Opens an evaluation of the style net on Dawn. @throws InstrumentError for a style that is not there */
export async function openStyleEval(options: StyleEvalOptions) {
  const styles = options.styles.map(styleNamed);
  Object.assign(globalThis, globals);
  const { context, faults, close } = await openBenchDevice(create([]));
  const { adapter } = context;
  const sums = new Map<
    string,
    { content: number; style: number; warp: number; n: number; clips: number }
  >();
  const sumOf = (name: string) => {
    const sum = sums.get(name) ?? { content: 0, style: 0, warp: 0, n: 0, clips: 0 };
    sums.set(name, sum);
    return sum;
  };
  return {
    async photograph(file: string, photograph: Frames): Promise<void> {
      const nets = await openNets(context, options, photograph);
      const picture = planesOf(photograph.frames[0] ?? new Uint8Array());
      const seen = await nets.judge(picture);
      for (const { name, code } of styles) {
        const painted = await nets.judge(await nets.paint(picture, code));
        const content = contentError(painted.features, seen.features, FEATURES);
        const style = codeError(painted.code, code);
        const unpainted = codeError(seen.code, code);
        const gflop = rounded(nets.gflop);
        const line = { eval: 'style', case: name, file, adapter } as const;
        options.onLine({
          ...line,
          net: 's',
          content: rounded(content),
          style: rounded(style),
          gflop,
        });
        options.onLine({ ...line, net: 'photograph', content: 0, style: rounded(unpainted) });
        const sum = sumOf(name);
        sum.content += content;
        sum.style += style;
        sum.n += 1;
      }
      nets.dispose();
    },
    async clip(file: string, clip: Frames): Promise<void> {
      const nets = await openNets(context, options, clip);
      const flow = await FrameFlow.open(context, clip);
      const pictures = clip.frames.map(planesOf);
      const flows: FlowField[] = [];
      for (const picture of pictures) flows.push(await flow.next(picture));
      const measure = (painted: readonly Numbers[]) => {
        const errors = painted.slice(1).map((now, i) => {
          const [before, field] = [painted[i], flows[i + 1]];
          return before && field ? warpError(now, before, field, clip) : 0;
        });
        return Math.sqrt(errors.reduce((sum, error) => sum + error, 0) / errors.length);
      };
      const line = { eval: 'style', file, adapter } as const;
      const still = rounded(measure(pictures));
      options.onLine({ ...line, net: 'photograph', case: 'the clip itself', warp: still });
      for (const { name, code } of styles) {
        const painted: Numbers[] = [];
        for (const picture of pictures) painted.push(await nets.paint(picture, code));
        const warp = measure(painted);
        options.onLine({
          ...line,
          net: 's',
          case: name,
          warp: rounded(warp),
          gflop: rounded(nets.gflop),
        });
        const sum = sumOf(name);
        sum.warp += warp;
        sum.clips += 1;
      }
      flow.dispose();
      nets.dispose();
    },
    /** Tells the means and gives the device back. */
    end(): void {
      for (const [name, { content, style, warp, n, clips }] of sums) {
        options.onLine({
          eval: 'style',
          net: 's',
          case: `${name}, mean`,
          n: n + clips,
          ...(n > 0 && { content: rounded(content / n), style: rounded(style / n) }),
          ...(clips > 0 && { warp: rounded(warp / clips) }),
          adapter,
        });
      }
      close();
      if (faults.length > 0) throw new Error(`The GPU complained: ${faults.join('; ')}`);
    },
  };
}
