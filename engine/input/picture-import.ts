import type { Size } from '../core/units.ts';
import type { DrawCall, FrameEncoder } from '../gpu/frame-encoder.ts';
import type { GpuContext } from '../gpu/gpu-context.ts';
import { buildPicturePainter } from './picture-painter.ts';

/** An image that WebGPU can sample where it lies. */
interface ImportedImage extends Size {
  readonly source: HTMLVideoElement | VideoFrame;
  readonly mirror: boolean;
}

/** Draws video images without copying them. */
export interface PictureImport {
  /**
   * Draws the image's share over the view. The import lives until the task ends, so the frame
   * has to be submitted in the same one.
   * @throws DOMException when the browser can't import the image
   */
  encode(frame: FrameEncoder, view: GPUTextureView, image: ImportedImage, share: number): void;
  dispose(): void;
}

const OVER: DrawCall = { load: 'keep' };

/** Builds it on a device. @throws ShaderError */
export async function buildPictureImport(
  context: GpuContext,
  { size }: { readonly size: Size },
): Promise<PictureImport> {
  const painter = await buildPicturePainter(context, 'external', size);
  return {
    encode(frame, view, image, share) {
      const source = context.device.importExternalTexture({
        label: 'video image',
        source: image.source,
        colorSpace: 'srgb',
      });
      painter.place(image, share);
      frame.draw(painter.step.bind({ source }), view, OVER);
    },
    dispose: () => painter.scope.dispose(),
  };
}
