import gainCode from '../../../shaders/inference/repaint-gain.wgsl?raw';
import showCode from '../../../shaders/inference/repaint-show.wgsl?raw';
import type { FrameEncoder } from '../../gpu/frame-encoder.ts';
import { type GpuContext, PICTURE_FORMAT } from '../../gpu/gpu-context.ts';
import { type BoundStep, GpuScope, PARAM_HEADER_FLOATS } from '../../gpu/gpu-scope.ts';
import type { NetShow } from '../picture-net.ts';

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
const PARAMS = ['strength', 'colours', 'fine', 'mask', 'level'] as const;

/**
 * A net's small picture over the whole one: brought to its size by a guided filter, which gives it
 * the edges that the net was too small to see, and mixed with it by strength, colour and mask.
 */
export class Repaint {
  /** As large as the picture, `PICTURE_FORMAT`; the same texture for good. */
  readonly texture: GPUTexture;
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
  }

  /** Compiles the shaders. @throws ShaderError */
  async compile(): Promise<void> {
    this.#steps ??= await compileRepaint(this.#scope);
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
    const show = steps.show.bind({ picture, small, gain, motion, result: this.texture });
    this.#smallScope = scope;
    this.#small = { gain, slope, show };
  }

  /** Brings the texture up to date; once a frame. */
  encode(frame: FrameEncoder, show: NetShow): void {
    if (!this.#small) {
      frame.copy(this.#inputs.picture, this.texture);
      return;
    }
    PARAMS.forEach((name, i) => {
      this.#scope.params.values[PARAM_HEADER_FLOATS + i] = show[name];
    });
    const { gain, slope, show: step } = this.#small;
    frame.dispatch(slope, gain.width / TILE, gain.height / TILE);
    frame.dispatch(step, this.texture.width / TILE, this.texture.height / TILE);
  }

  dispose(): void {
    this.#smallScope?.dispose();
    this.#scope.dispose();
  }
}

type RepaintSteps = Awaited<ReturnType<typeof compileRepaint>>;

async function compileRepaint(scope: GpuScope) {
  const [gain, show] = await Promise.all([
    scope.compute({ path: 'shaders/inference/repaint-gain.wgsl', code: gainCode }),
    scope.compute({ path: 'shaders/inference/repaint-show.wgsl', code: showCode }),
  ]);
  return { gain, show };
}
