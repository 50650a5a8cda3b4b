import copiedCode from '../../shaders/input/picture-copied.wgsl?raw';
import externalCode from '../../shaders/input/picture-external.wgsl?raw';
import fitCode from '../../shaders/input/picture-fit.wgsl?raw';
import type { Size } from '../core/units.ts';
import { type GpuContext, PICTURE_FORMAT } from '../gpu/gpu-context.ts';
import { GpuScope, type ShaderStep } from '../gpu/gpu-scope.ts';
import type { ShaderSource } from '../gpu/wgsl-linker.ts';
import { coverFit, type PictureFit } from './picture-fit.ts';

/**
 * Lays a new image over the old one by its alpha, so that the share of it (`fade`) can rise from
 * frame to frame; the result stays opaque.
 */
export const FADE_OVER: GPUBlendState = {
  color: { srcFactor: 'src-alpha', dstFactor: 'one-minus-src-alpha', operation: 'add' },
  alpha: { srcFactor: 'one', dstFactor: 'one-minus-src-alpha', operation: 'add' },
};

const SHADERS: Readonly<Record<'copied' | 'external', ShaderSource>> = {
  copied: { path: 'shaders/input/picture-copied.wgsl', code: copiedCode },
  external: { path: 'shaders/input/picture-external.wgsl', code: externalCode },
};
const FIT: ShaderSource = { path: 'shaders/input/picture-fit.wgsl', code: fitCode };

/** The shader that draws an image into the picture, and the values it draws by. */
export interface PicturePainter {
  readonly scope: GpuScope;
  readonly step: ShaderStep;
  /** Sets fit, mirror and share of the image for this frame. */
  place(image: Size & { readonly mirror: boolean }, share: number): void;
}

/** Places of the parameters in the `Params` struct, behind its header. */
const [SCALE_X, SCALE_Y, MINIFIED, SHARE] = [4, 5, 6, 7] as const;

/** Builds the painter of one kind of image. @throws ShaderError */
export async function buildPicturePainter(
  context: GpuContext,
  kind: 'copied' | 'external',
  size: Size,
): Promise<PicturePainter> {
  const scope = new GpuScope(context, {
    label: `picture ${kind}`,
    header: { size, detail: 1, seed: 0 },
    paramNames: ['scaleX', 'scaleY', 'minified', 'fade'],
    modules: new Map([['picture-fit', FIT]]),
  });
  const step = await scope.draw(SHADERS[kind], { format: PICTURE_FORMAT, blend: FADE_OVER });
  const fit: PictureFit = { scaleX: 1, scaleY: 1, minified: false };
  return {
    scope,
    step,
    place(image, share) {
      const { values } = scope.params;
      coverFit(fit, image, size);
      values[SCALE_X] = fit.scaleX;
      values[SCALE_Y] = fit.scaleY;
      values[MINIFIED] = fit.minified ? 1 : 0;
      values[SHARE] = share;
    },
  };
}
