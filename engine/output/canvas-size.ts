import type { Size } from '../core/units.ts';

/**
 * Pixels for a canvas that fills a box of `box` CSS pixels: as many as the display shows, but no
 * more than the picture has, so that a large window costs no more than its picture is worth.
 * @param ratio device pixels per CSS pixel
 * @param most size of the picture that the canvas shows, or null while it is unknown
 */
export function canvasSize(box: Size, ratio: number, most: Size | null): Size {
  const width = box.width * ratio;
  const height = box.height * ratio;
  const share = most ? Math.min(1, Math.max(most.width / width, most.height / height)) : 1;
  return {
    width: Math.max(1, Math.round(width * share)),
    height: Math.max(1, Math.round(height * share)),
  };
}

/** Gives a canvas its size; one that has it already is left alone, since setting it clears it. */
export function resizeCanvas(canvas: HTMLCanvasElement, { width, height }: Size): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}
