import { messageOf } from '../core/errors.ts';
import type { Seconds } from '../core/units.ts';
import type { FrameEncoder } from '../gpu/frame-encoder.ts';
import { FRAME_PLACES } from '../gpu/frame-uniform.ts';
import type { GpuContext } from '../gpu/gpu-context.ts';
import { buildDemoSource } from './demo-source.ts';
import { buildPictureCopy } from './picture-copy.ts';
import { buildPictureImport } from './picture-import.ts';

/** What both kinds of image say of themselves. */
interface PulledFacts {
  /** Size in pixels as it is to be seen. */
  readonly width: number;
  readonly height: number;
  /** True for a camera that shows its player like a mirror. */
  readonly mirror: boolean;
  /** Changes when the source shows another image; while it stays, the picture stays. */
  readonly version: number;
  /** The opening of a source that the image is from; a change is cross-faded. */
  readonly origin?: number;
}

/** The image that a source shows now: to be sampled where it lies, or to be copied first. */
export type PulledImage = PulledFacts &
  (
    | { readonly kind: 'external'; readonly source: HTMLVideoElement | VideoFrame }
    | {
        readonly kind: 'copy';
        readonly source:
          | ImageBitmap
          | HTMLCanvasElement
          | OffscreenCanvas
          | HTMLVideoElement
          | VideoFrame;
      }
  );

/** The picture that goes into the instrument, on a device. */
export interface PictureGpu {
  /** What is drawn into: `PICTURE_FORMAT`, linear light, opaque. */
  readonly texture: GPUTexture;
  /** Whether the last {@link encode} put another image into the texture. */
  readonly fresh: boolean;
  /**
   * Brings the texture up to date.
   * @param image what the source shows now; null for the demo source
   */
  encode(frame: FrameEncoder, image: PulledImage | null): void;
  dispose(): void;
}

/** Length of the cross-fade when the source changes. */
const FADE: Seconds = 0.35;
/**
 * Images in a row that can't be imported before copying is tried: a video that has only just
 * begun, or jumps, has none for a moment, and copying it then gives black without a word.
 */
const REFUSALS = 12;
/** Origin of the demo source's images. */
const DEMO_ORIGIN = -1;

/** Draws sources over one another while the one fades into the next. */
class Picture implements PictureGpu {
  readonly texture: GPUTexture;
  fresh = false;
  readonly #context: GpuContext;
  readonly #view: GPUTextureView;
  readonly #demo: Awaited<ReturnType<typeof buildDemoSource>>;
  readonly #import: Awaited<ReturnType<typeof buildPictureImport>>;
  readonly #copy: Awaited<ReturnType<typeof buildPictureCopy>>;
  readonly #report: (message: string) => void;
  #refusals = 0;
  #failing = false;
  #origin: number | null = null;
  #version = Number.NaN;
  #fading: Seconds = 0;
  #share = 1;

  constructor(
    context: GpuContext,
    texture: GPUTexture,
    painters: {
      demo: Awaited<ReturnType<typeof buildDemoSource>>;
      import: Awaited<ReturnType<typeof buildPictureImport>>;
      copy: Awaited<ReturnType<typeof buildPictureCopy>>;
    },
    report: (message: string) => void,
  ) {
    this.#context = context;
    this.texture = texture;
    this.#view = texture.createView();
    this.#demo = painters.demo;
    this.#import = painters.import;
    this.#copy = painters.copy;
    this.#report = report;
  }

  encode(frame: FrameEncoder, image: PulledImage | null): void {
    const fading = this.#advanceFade(image ? (image.origin ?? 0) : DEMO_ORIGIN);
    const share = fading ? this.#share : 1;
    frame.section('picture');
    if (!image) {
      this.#demo.encode(frame, this.#view, share);
      this.#version = Number.NaN;
      this.fresh = true;
      return;
    }
    const isNew = image.version !== this.#version;
    this.fresh = (isNew || fading) && this.#show(frame, image, share, isNew);
    if (this.fresh) this.#version = image.version;
  }

  /**
   * Moves the cross-fade on; true while it lasts. The shares of the frames lie over one another,
   * so that those of a straight fade are the part that this frame is of what is left of it.
   */
  #advanceFade(origin: number): boolean {
    const delta = this.#context.frameUniform.values[FRAME_PLACES.delta] ?? 0;
    if (origin !== this.#origin) {
      this.#fading = this.#origin === null ? 0 : FADE;
      this.#origin = origin;
      this.#version = Number.NaN;
    }
    const left = this.#fading;
    if (left <= 0) return false;
    this.#share = Math.min(1, delta / left);
    this.#fading = left - delta;
    return true;
  }

  /** Draws the image; false when it could not be had, and the last picture stays. */
  #show(frame: FrameEncoder, image: PulledImage, share: number, isNew: boolean): boolean {
    if (image.kind === 'copy' || this.#refusals >= REFUSALS) {
      return this.#showCopy(frame, image, share, isNew);
    }
    try {
      this.#import.encode(frame, this.#view, image, share);
      this.#refusals = 0;
      return true;
    } catch (thrown) {
      this.#refusals += 1;
      if (this.#refusals === REFUSALS) {
        this.#report(
          `Video images are copied from now on, which costs a little time: this browser can't ` +
            `hand them to the GPU as they are (${messageOf(thrown)}).`,
        );
      }
      return false;
    }
  }

  #showCopy(frame: FrameEncoder, image: PulledImage, share: number, isNew: boolean): boolean {
    try {
      this.#copy.encode(frame, this.#view, image, share, isNew);
      this.#failing = false;
      return true;
    } catch (thrown) {
      // One notice, not one a frame.
      if (!this.#failing) {
        this.#report(`The picture stands still: its image can't be read (${messageOf(thrown)}).`);
      }
      this.#failing = true;
      return false;
    }
  }

  dispose(): void {
    this.#demo.dispose();
    this.#import.dispose();
    this.#copy.dispose();
  }
}

/**
 * Builds the picture on a device.
 * @param options.target what is drawn into, `PICTURE_FORMAT`; images are cut to its shape
 * @param options.report takes notices in plain words
 * @throws ShaderError when a shader of it does not compile
 */
export async function buildPicture(
  context: GpuContext,
  options: { readonly target: GPUTexture; readonly report?: (message: string) => void },
): Promise<PictureGpu> {
  const { target, report = () => {} } = options;
  const size = { width: target.width, height: target.height };
  const [demo, imported, copy] = await Promise.all([
    buildDemoSource(context, { size }),
    buildPictureImport(context, { size }),
    buildPictureCopy(context, { size }),
  ]);
  return new Picture(context, target, { demo, import: imported, copy }, report);
}
