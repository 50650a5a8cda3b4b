import type { Size } from '../../engine/core/units.ts';

/** The tables by which a sine transform solves for the pressure of a small level. */
export interface SineTables {
  /** `[width, width]`, waves by places. */
  readonly across: Float32Array<ArrayBuffer>;
  /** `[height, height]`, waves by places. */
  readonly down: Float32Array<ArrayBuffer>;
  /** `[height, width]`: what a wave's share of the right-hand side is multiplied by. */
  readonly weight: Float32Array<ArrayBuffer>;
}

/** Waves that are zero on both faces of the border, `[count, count]`. */
function waves(count: number): Float32Array<ArrayBuffer> {
  const table = new Float32Array(count * count);
  for (let wave = 0; wave < count; wave++) {
    for (let place = 0; place < count; place++) {
      table[wave * count + place] = Math.sin(((wave + 1) * (place + 0.5) * Math.PI) / count);
    }
  }
  return table;
}

/** What a wave's neighbours add up to, less twice itself, as a multiple of itself. */
function eigenvalue(wave: number, count: number): number {
  return -4 * Math.sin(((wave + 1) * Math.PI) / (2 * count)) ** 2;
}

/** One by the sum of a wave's squares. */
function normal(wave: number, count: number): number {
  return wave === count - 1 ? 1 / count : 2 / count;
}

/**
 * Tables for: neighbours minus four times the cell = right-hand side, zero on the faces of the
 * border (the cell beyond is minus the cell).
 */
export function createSineTables({ width, height }: Size): SineTables {
  const weight = new Float32Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      weight[row * width + column] =
        (normal(column, width) * normal(row, height)) /
        (eigenvalue(column, width) + eigenvalue(row, height));
    }
  }
  return { across: waves(width), down: waves(height), weight };
}
