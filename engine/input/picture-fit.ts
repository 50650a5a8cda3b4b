import type { Size } from '../core/units.ts';

/** How an image lies in the picture: the share of it that is seen, centred. */
export interface PictureFit {
  /** Share of the image's width, negative when it is mirrored. */
  scaleX: number;
  /** Share of the image's height. */
  scaleY: number;
  /** True when a pixel of the picture covers so much of the image that one sample misses detail. */
  minified: boolean;
}

/** Image pixels a picture pixel above which four samples are taken instead of one. */
const MINIFIED_FROM = 1.5;

/**
 * Fits an image so that it covers the picture: its shape stays, what stands over is cut off.
 * @param dst rewritten and returned, so that a frame allocates nothing
 */
export function coverFit(
  dst: PictureFit,
  image: Size & { readonly mirror: boolean },
  picture: Size,
): PictureFit {
  const imageAspect = image.width / image.height;
  const pictureAspect = picture.width / picture.height;
  const seenX = Math.min(1, pictureAspect / imageAspect);
  dst.scaleX = image.mirror ? -seenX : seenX;
  dst.scaleY = Math.min(1, imageAspect / pictureAspect);
  dst.minified = (seenX * image.width) / picture.width > MINIFIED_FROM;
  return dst;
}
