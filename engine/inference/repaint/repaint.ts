import gainCode from '../../../shaders/inference/repaint-gain.wgsl?raw';
import regionsCode from '../../../shaders/inference/repaint-regions.wgsl?raw';
import showCode from '../../../shaders/inference/repaint-show.wgsl?raw';
import type { FrameTime } from '../../core/frame-time.ts';
import type { FrameEncoder } from '../../gpu/frame-encoder.ts';
import { type GpuContext, PICTURE_FORMAT } from '../../gpu/gpu-context.ts';
import { type BoundStep, GpuScope, PARAM_HEADER_FLOATS } from '../../gpu/gpu-scope.ts';
import type { NetShow } from '../picture-net.ts';
import { Background } from './background.ts';

/** What a net's small picture is brought to full size by; all of the present frame. */
export interface RepaintInputs {
  /** The picture, `PICTURE_FORMAT`. */
  readonly picture: GPUTexture;
  /** The features `luma` and `motion`. */
  readonly luma: GPUTexture;
  readonly motion: GPUTexture;
}

/** Threads a side of the shaders' workgroups. */
const TILE = 8;
const PARAMS = [
  'strength',
  'colours',
  'fine',
  'mask',
  'level',
  'regions',
  'split',
  'soft',
] as const;
/** Pixels of luma a side of a pixel of the background and the regions. */
const COARSER = 2;

/**
 * A net's small picture over the whole one: brought to its size by a guided filter, which gives it
 * the edges that the net was too small to see, and mixed with it by strength, colour and mask. It
 * also tells the net where its second style is.
 */
export class Repaint {
  /** As large as the picture, `PICTURE_FORMAT`; the same texture for good. */
  readonly texture: GPUTexture;
  /** r: share of the net's second style; the same texture for good. */
  readonly regions: GPUTexture;
  readonly #background: Background;
  #regionsStep: BoundStep | null = null;
  readonly #scope: GpuScope;
  #steps: RepaintSteps | null = null;
  readonly #inputs: RepaintInputs;
  #small: {
    readonly gain: GPUTexture;
    readonly slope: BoundStep;
    readonly show: BoundStep;
  } | null = null;
  #smallScope: GpuScope | null = null;

  /** Makes the texture; until {@link compile} and {@link take} it shows the picture as it is. */
  constructor(context: GpuContext, label: string, inputs: RepaintInputs) {
    const { width, height } = inputs.picture;
    const size = { width, height };
    const header = { size, detail: 1, seed: 0 };
    this.#scope = new GpuScope(context, { label: `${label} repaint`, header, paramNames: PARAMS });
    this.#inputs = inputs;
    this.texture = this.#scope.texture({ label: 'repainted', size, format: PICTURE_FORMAT });
    const { picture, luma } = inputs;
    const halved = (extent: number) => Math.max(1, Math.round(extent / COARSER));
    const coarse = { width: halved(luma.width), height: halved(luma.height) };
    this.#background = new Background(context, label, { picture, size: coarse });
    this.regions = this.#scope.texture({ label: 'regions', size: coarse, format: PICTURE_FORMAT });
  }

  /** Compiles the shaders. @throws ShaderError */
  async compile(): Promise<void> {
    if (this.#steps) return;
    const [steps] = await Promise.all([compileRepaint(this.#scope), this.#background.compile()]);
    const { luma, motion } = this.#inputs;
    const { figure } = this.#background;
    this.#regionsStep = steps.regions.bind({ luma, motion, figure, result: this.regions });
    this.#steps = steps;
  }

  /** Takes the small picture from another texture from now on; once compiled, not within a frame. */
  take(small: GPUTexture): void {
    const steps = this.#steps;
    if (!steps) throw new Error('A small picture is taken once the shaders are compiled.');
    const { width, height } = small;
    this.#smallScope?.dispose();
    const scope = new GpuScope(this.#scope.context, {
      label: `${this.#scope.label} small`,
      header: { size: { width, height }, detail: 1, seed: 0 },
    });
    const gain = scope.texture({ label: 'gain', size: { width, height }, format: PICTURE_FORMAT });
    const { luma, motion, picture } = this.#inputs;
    const slope = steps.gain.bind({ small, luma, result: gain });
    const { figure } = this.#background;
    const { texture: result } = this;
    const show = steps.show.bind({ picture, small, gain, motion, figure, result });
    this.#smallScope = scope;
    this.#small = { gain, slope, show };
  }

  /** Takes in what is shown in this frame and how; once a frame, before the net's part of it. */
  prepare(frame: FrameEncoder, { delta }: Pick<FrameTime, 'delta'>, show: Readonly<NetShow>): void {
    PARAMS.forEach((name, i) => {
      this.#scope.params.values[PARAM_HEADER_FLOATS + i] = show[name];
    });
    if (!this.#regionsStep) return;
    this.#background.encode(frame, delta, show.learn);
    frame.dispatch(this.#regionsStep, this.regions.width / TILE, this.regions.height / TILE);
  }

  /** Brings the texture up to date; once a frame, after the net's part of it. */
  encode(frame: FrameEncoder): void {
    if (!this.#small) {
      frame.copy(this.#inputs.picture, this.texture);
      return;
    }
    const { gain, slope, show: step } = this.#small;
    frame.dispatch(slope, gain.width / TILE, gain.height / TILE);
    frame.dispatch(step, this.texture.width / TILE, this.texture.height / TILE);
  }

  dispose(): void {
    this.#smallScope?.dispose();
    this.#background.dispose();
    this.#scope.dispose();
  }
}

type RepaintSteps = Awaited<ReturnType<typeof compileRepaint>>;

async function compileRepaint(scope: GpuScope) {
  const [gain, regions, show] = await Promise.all([
    scope.compute({ path: 'shaders/inference/repaint-gain.wgsl', code: gainCode }),
    scope.compute({ path: 'shaders/inference/repaint-regions.wgsl', code: regionsCode }),
    scope.compute({ path: 'shaders/inference/repaint-show.wgsl', code: showCode }),
  ]);
  return { gain, regions, show };
}
