import type { Size } from '../core/units.ts';
import type { DrawCall, FrameEncoder } from '../gpu/frame-encoder.ts';
import type { GpuContext } from '../gpu/gpu-context.ts';
import { type BoundStep, GpuScope } from '../gpu/gpu-scope.ts';
import { buildPicturePainter } from './picture-painter.ts';

/** An image that can be copied into a texture. */
interface CopiedImage extends Size {
  readonly source: GPUCopyExternalImageSource;
  readonly mirror: boolean;
}

/** Draws images that are copied into a texture first. */
export interface PictureCopy {
  /**
   * Draws the image's share over the view.
   * @param renew copies the image anew; without, what was copied last is drawn
   * @throws DOMException when the browser can't read the image
   */
  encode(
    frame: FrameEncoder,
    view: GPUTextureView,
    image: CopiedImage,
    share: number,
    renew: boolean,
  ): void;
  dispose(): void;
}

/** A texture of the size of what is copied. */
interface Staging {
  readonly scope: GpuScope;
  readonly texture: GPUTexture;
  readonly step: BoundStep;
}

const OVER: DrawCall = { load: 'keep' };
/** Decoded to linear light when it is sampled, before it is filtered. */
const COPY_FORMAT = 'rgba8unorm-srgb' satisfies GPUTextureFormat;

/** Brings an image into a texture of its size. */
type Upload = (texture: GPUTexture, source: GPUCopyExternalImageSource) => void;

/** The browser's own way. @throws DOMException when it can't read the image */
function browserUpload(device: GPUDevice): Upload {
  return (texture, source) =>
    device.queue.copyExternalImageToTexture(
      { source },
      { texture, colorSpace: 'srgb', premultipliedAlpha: true },
      [texture.width, texture.height],
    );
}

/**
 * Builds it on a device; the texture to copy into comes with the first image.
 * @param options.upload how images come into it, where it is not the browser's own way
 * @throws ShaderError
 */
export async function buildPictureCopy(
  context: GpuContext,
  options: { readonly size: Size; readonly upload?: Upload },
): Promise<PictureCopy> {
  const { size, upload = browserUpload(context.device) } = options;
  const painter = await buildPicturePainter(context, 'copied', size);
  let staging: Staging | null = null;

  const stage = (image: Size): Staging => {
    if (staging?.texture.width === image.width && staging.texture.height === image.height) {
      return staging;
    }
    staging?.scope.dispose();
    const header = { size: image, detail: 1, seed: 0 };
    const scope = new GpuScope(context, { label: 'copied image', header });
    const texture = scope.texture({ label: 'texture', size: image, format: COPY_FORMAT });
    staging = { scope, texture, step: painter.step.bind({ source: texture }) };
    return staging;
  };

  return {
    encode(frame, view, image, share, renew) {
      const { texture, step } = stage(image);
      if (renew) upload(texture, image.source);
      painter.place(image, share);
      frame.draw(step, view, OVER);
    },
    dispose() {
      staging?.scope.dispose();
      painter.scope.dispose();
    },
  };
}
