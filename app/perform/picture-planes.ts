import type { Size } from '../../engine/core/units.ts';

/** Colours of the planes, for the encoder and the file. */
export const PLANE_COLOURS = {
  primaries: 'bt709',
  transfer: 'bt709',
  matrix: 'bt709',
  fullRange: false,
} as const satisfies VideoColorSpaceInit;

/** Weights of red and blue in luma; green has the rest. @source ITU-R BT.709-6, section 3.2 */
const RED = 0.2126;
const BLUE = 0.0722;
const GREEN = 1 - RED - BLUE;
/** Black and range of luma and range of chroma in 8 bits. @source ITU-R BT.709-6, section 4.6 */
const LUMA_BLACK = 16;
const LUMA_SCALE = 219 / 255;
const CHROMA_ZERO = 128;
const CB_SCALE = 224 / 255 / (2 * (1 - BLUE));
const CR_SCALE = 224 / 255 / (2 * (1 - RED));

/** Bytes of the planes of a picture of even width and height. */
export function planeBytes({ width, height }: Size): number {
  return (width * height * 3) / 2;
}

/**
 * Turns sRGB pixels into the planes of I420, in the limited range that every player and every
 * editor takes for granted; a browser's own conversion keeps the full range, which many ignore.
 * @param rgba `[height, width, 4]`
 * @param planes luma `[height, width]`, then Cb and Cr `[height / 2, width / 2]`
 */
export function toPlanes(rgba: Uint8Array, { width, height }: Size, planes: Uint8Array): void {
  const cbStart = width * height;
  const crStart = cbStart + cbStart / 4;
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      let red = 0;
      let blue = 0;
      let luma = 0;
      for (let corner = 0; corner < 4; corner++) {
        const place = (y + (corner >> 1)) * width + x + (corner & 1);
        const r = rgba[place * 4] as number;
        const b = rgba[place * 4 + 2] as number;
        const value = RED * r + GREEN * (rgba[place * 4 + 1] as number) + BLUE * b;
        planes[place] = LUMA_BLACK + LUMA_SCALE * value + 0.5;
        red += r;
        blue += b;
        luma += value;
      }
      const chroma = (y >> 1) * (width >> 1) + (x >> 1);
      planes[cbStart + chroma] = CHROMA_ZERO + (CB_SCALE * (blue - luma)) / 4 + 0.5;
      planes[crStart + chroma] = CHROMA_ZERO + (CR_SCALE * (red - luma)) / 4 + 0.5;
    }
  }
}
