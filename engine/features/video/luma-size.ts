import { clamp } from '../../core/numeric.ts';
import type { Size } from '../../core/units.ts';

/** Widest luma: enough for edges, little enough for every device. */
const WIDEST = 640;
/** Narrowest luma, unless the picture itself is narrower. */
const NARROWEST = 320;

/** Size of the luma of a picture: about half of it, in its shape. */
export function lumaSize(picture: Size): Size {
  const half = Math.round(picture.width / 2);
  const width = clamp(half, Math.min(NARROWEST, picture.width), WIDEST);
  return { width, height: Math.max(1, Math.round((width * picture.height) / picture.width)) };
}
