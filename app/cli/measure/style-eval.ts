/** The engine's side of `npm run eval -- style`; loaded by Vite. */

import { create, globals } from 'webgpu';
import { fail } from '../../../engine/core/errors.ts';
import type { AdapterDescription } from '../../../engine/gpu/adapter.ts';
import { tensor } from '../../../engine/inference/tensor.ts';
import { parseSafetensors } from '../../../engine/inference/weights/safetensors.ts';
import { type BuiltInStyle, builtInStyles } from '../../../models/style/built-in.ts';
import { encodeStyle } from '../../../models/style/encoder.ts';
import { fitStyle } from '../../../models/style/fit/style-fit.ts';
import { openBenchDevice } from './bench-device.ts';
import { FAST_STYLES, type FastStyleVariables } from './fast-style.ts';
import { type FlowField, FrameFlow, warpError } from './frame-flow.ts';
import { castOf, deadShare, dimRamp, latticeOf } from './picture-faults.ts';
import { type Numbers, openFastStyle, openStyleNets, type PaintedBy } from './style-nets.ts';
import { codeError, contentError, Means } from './style-scores.ts';

/** Pictures of one size, RGB bytes each. */
export interface Frames {
  readonly width: number;
  readonly height: number;
  readonly frames: readonly Uint8Array[];
}

/** Figures of a picture, a clip, or the mean of several; lower is better in all but `gflop`. */
export interface StyleFigures {
  /** Squared distance of features to the photograph's, relative to their variance. */
  readonly content?: number;
  /** Squared distance of the encoder's code to the style's, relative to its size. */
  readonly style?: number;
  /** Root mean square of painted(next) - moved painted(this), where the flow is trusted. */
  readonly warp?: number;
  /** `warp` as a share of the frame-wise fast net's in the same style on the same clip. */
  readonly warpOfFast?: number;
  /** Strength of patterns that repeat every 2 and every 8 pixels on an even, dim ground; 1 is full. */
  readonly lattice2?: number;
  readonly lattice8?: number;
  /** How far a dim grey ramp is from grey once it is painted; 1 is full. */
  readonly cast?: number;
  /** Share of the photograph's patches in which nothing is left. */
  readonly dead?: number;
  readonly gflop?: number;
}

/** A line of results: of a file, or the mean of all. */
export interface StyleLine extends StyleFigures {
  readonly eval: 'style';
  readonly net: 's' | 'photograph' | 'fast';
  /** The style, or what was summed up. */
  readonly case: string;
  readonly file?: string;
  readonly n?: number;
  readonly adapter: AdapterDescription;
}

/** A picture to be painted like, as a performer drops it: the middle square. */
export interface LikePicture {
  readonly name: string;
  readonly square: Frames;
}

/** What the instrument made of a dropped picture: what evaluate.py judges by another net. */
export interface RefinedPicture {
  readonly name: string;
  readonly side: number;
  /** `[3, side, side]` in 0..1. */
  readonly picture: readonly number[];
  readonly code: readonly number[];
  readonly offset: readonly number[];
}

/** What an evaluation is opened with. */
export interface StyleEvalOptions {
  readonly weights: ArrayBuffer;
  readonly encoder: ArrayBuffer;
  /** Names of built-in styles. */
  readonly styles: readonly string[];
  /** Fast style nets by the built-in style that they were trained in. */
  readonly fast: ReadonlyMap<string, FastStyleVariables>;
  readonly onLine: (line: StyleLine) => void;
}

/** A style that is evaluated. */
interface EvaluatedStyle extends PaintedBy {
  readonly name: string;
}

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

/** Channels of the deepest features of the judge. */
const FEATURES = 128;
const rounded = (value: number) => Number(value.toPrecision(4));

function roundedAll(figures: StyleFigures): StyleFigures {
  const entries = Object.entries(figures).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, rounded(Number(value))]));
}

/** An evaluation of the style net on a device. */
class StyleEval {
  readonly #device: Awaited<ReturnType<typeof openBenchDevice>>;
  readonly #options: StyleEvalOptions;
  readonly #styles: EvaluatedStyle[];
  readonly #means = new Means();

  constructor(device: Awaited<ReturnType<typeof openBenchDevice>>, options: StyleEvalOptions) {
    this.#device = device;
    this.#options = options;
    this.#styles = options.styles.map(styleNamed);
  }

  /** Takes a picture as a performer drops it and refines it; both are judged from now on. */
  async like({ name, square }: LikePicture): Promise<RefinedPicture> {
    const { context } = this.#device;
    const [weights, encoder] = await Promise.all([
      parseSafetensors(this.#options.weights),
      parseSafetensors(this.#options.encoder),
    ]);
    const { width: side } = square;
    const picture = planesOf(square.frames[0] ?? new Uint8Array());
    const code = await encodeStyle(context, encoder, tensor([1, 3, side, side], picture));
    const style = { channels: 3, height: side, width: side, data: Float64Array.from(picture) };
    let offset = new Float32Array();
    for (const step of fitStyle({ weights, encoder, style, code })) offset = step.offset.slice();
    this.#styles.push(
      { name: `like ${name}`, code },
      { name: `like ${name}, refined`, code, offset },
    );
    const [ours, fitted, seen] = [code, offset, picture].map((numbers) => [...numbers]);
    return { name, side, picture: seen ?? [], code: ours ?? [], offset: fitted ?? [] };
  }

  /** What the net leaves of an even, dim ground. */
  async ground(size: { readonly width: number; readonly height: number }): Promise<void> {
    const nets = await openStyleNets(this.#device.context, this.#options, size);
    for (const style of this.#styles) {
      const painted = await nets.paint(dimRamp(size), style);
      const [lattice2, lattice8] = [2, 8].map((period) => latticeOf(painted, size, period));
      this.#tell(
        { net: 's', case: `${style.name}, a dim grey ramp` },
        {
          ...(lattice2 !== undefined && { lattice2 }),
          ...(lattice8 !== undefined && { lattice8 }),
          cast: castOf(painted, size),
        },
      );
    }
    nets.dispose();
  }

  async photograph(file: string, photograph: Frames): Promise<void> {
    const nets = await openStyleNets(this.#device.context, this.#options, photograph);
    const picture = planesOf(photograph.frames[0] ?? new Uint8Array());
    const seen = await nets.judge(picture);
    for (const style of this.#styles) {
      const result = await nets.paint(picture, style);
      const painted = await nets.judge(result);
      const figures = {
        content: contentError(painted.features, seen.features, FEATURES),
        style: codeError(painted.code, style.code),
        dead: deadShare(result, picture, photograph),
      };
      this.#means.add(style.name, figures);
      this.#tell({ net: 's', case: style.name, file }, { ...figures, gflop: nets.gflop });
      const unpainted = { content: 0, style: codeError(seen.code, style.code) };
      this.#tell({ net: 'photograph', case: style.name, file }, unpainted);
    }
    nets.dispose();
  }

  async clip(file: string, clip: Frames): Promise<void> {
    const { context } = this.#device;
    const pictures = clip.frames.map(planesOf);
    const flow = await FrameFlow.open(context, clip);
    const flows: FlowField[] = [];
    for (const picture of pictures) flows.push(await flow.next(picture));
    flow.dispose();
    const warpOf = async (paint: (picture: Numbers) => Promise<Numbers> | Numbers) => {
      const painted: Numbers[] = [];
      for (const picture of pictures) painted.push(await paint(picture));
      const errors = painted.slice(1).map((now, i) => {
        const [before, field] = [painted[i], flows[i + 1]];
        return before && field ? warpError(now, before, field, clip) : 0;
      });
      return Math.sqrt(errors.reduce((sum, error) => sum + error, 0) / errors.length);
    };
    const own = { net: 'photograph', case: 'the clip itself', file } as const;
    this.#tell(own, { warp: await warpOf((picture) => picture) });
    const nets = await openStyleNets(context, this.#options, clip);
    for (const style of this.#styles) {
      const warp = await warpOf((picture) => nets.paint(picture, style));
      const variables = this.#options.fast.get(style.name);
      const peer = variables && (await openFastStyle(context, variables, clip));
      const peerWarp = peer && (await warpOf((picture) => peer.paint(picture)));
      const figures = { warp, ...(peerWarp && { warpOfFast: warp / peerWarp }) };
      this.#means.add(style.name, figures);
      this.#tell({ net: 's', case: style.name, file }, { ...figures, gflop: nets.gflop });
      if (!peer || peerWarp === undefined) continue;
      this.#tell({ net: 'fast', case: style.name, file }, { warp: peerWarp, gflop: peer.gflop });
      peer.dispose();
    }
    nets.dispose();
  }

  /** Tells the means and gives the device back. */
  end(): void {
    for (const { name, n, means } of this.#means.all()) {
      this.#tell({ net: 's', case: `${name}, mean`, n }, means);
    }
    const { faults, close } = this.#device;
    close();
    if (faults.length > 0) throw new Error(`The GPU complained: ${faults.join('; ')}`);
  }

  #tell(of: Pick<StyleLine, 'net' | 'case' | 'file' | 'n'>, figures: StyleFigures): void {
    const { adapter } = this.#device.context;
    this.#options.onLine({ eval: 'style', ...of, ...roundedAll(figures), adapter });
  }
}

/** Built-in styles for which there are fast style nets, with their folders. */
export { FAST_STYLES };

/** Opens an evaluation of the style net on Dawn. @throws InstrumentError for a style that is not there */
export async function openStyleEval(options: StyleEvalOptions): Promise<StyleEval> {
  Object.assign(globalThis, globals);
  return new StyleEval(await openBenchDevice(create([])), options);
}
