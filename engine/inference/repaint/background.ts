import backgroundCode from '../../../shaders/inference/repaint-background.wgsl?raw';
import type { Seconds, Size } from '../../core/units.ts';
import type { FrameEncoder } from '../../gpu/frame-encoder.ts';
import { type GpuContext, PICTURE_FORMAT } from '../../gpu/gpu-context.ts';
import { type BoundStep, GpuScope, PARAM_HEADER_FLOATS } from '../../gpu/gpu-scope.ts';

/** Threads a side of the shader's workgroups. */
const TILE = 8;
/** The mean moves by less a frame than a half float could tell. */
const MODEL_FORMAT = 'rgba32float';

/**
 * Learns what the picture looks like when nothing stands before it, and tells where something does.
 * It learns for two seconds, then follows slowly, and what is not of it hardly at all.
 */
export class Background {
  /** r: how far each place is from the background, 0..1; the same texture for good. */
  readonly figure: GPUTexture;
  readonly #scope: GpuScope;
  readonly #picture: GPUTexture;
  readonly #model: GPUTexture;
  readonly #before: GPUTexture;
  readonly #figureBefore: GPUTexture;
  #step: BoundStep | null = null;
  #learnt: Seconds = 0;

  /** Makes the textures. @param seen.size of the model, smaller than the picture */
  constructor(context: GpuContext, label: string, seen: { picture: GPUTexture; size: Size }) {
    const { picture, size } = seen;
    this.#picture = picture;
    this.#scope = new GpuScope(context, {
      label: `${label} background`,
      header: { size, detail: 1, seed: 0 },
      paramNames: ['learnt'],
    });
    const made = (name: string, format: GPUTextureFormat) =>
      this.#scope.texture({ label: name, size, format });
    this.#model = made('model', MODEL_FORMAT);
    this.#before = made('model before', MODEL_FORMAT);
    this.figure = made('figure', PICTURE_FORMAT);
    this.#figureBefore = made('figure before', PICTURE_FORMAT);
  }

  /** Compiles the shader. @throws ShaderError */
  async compile(): Promise<void> {
    const path = 'shaders/inference/repaint-background.wgsl';
    const step = await this.#scope.compute({ path, code: backgroundCode });
    this.#step = step.bind({
      picture: this.#picture,
      before: this.#before,
      figureBefore: this.#figureBefore,
      model: this.#model,
      figure: this.figure,
    });
  }

  /** Takes in the picture of this frame, once a frame. @param learn whether to begin anew */
  encode(frame: FrameEncoder, delta: Seconds, learn: boolean): void {
    if (!this.#step) return;
    if (learn) this.#learnt = 0;
    this.#scope.params.values[PARAM_HEADER_FLOATS] = this.#learnt;
    this.#learnt += Math.max(delta, Number.EPSILON);
    frame.copy(this.#model, this.#before);
    frame.copy(this.figure, this.#figureBefore);
    const { width, height } = this.#model;
    frame.dispatch(this.#step, width / TILE, height / TILE);
  }

  dispose(): void {
    this.#scope.dispose();
  }
}
