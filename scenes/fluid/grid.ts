import { roundUp } from '../../engine/core/numeric.ts';
import type { Size, Unit01 } from '../../engine/core/units.ts';

/** Cells along the longer side at full detail. */
const FULL_CELLS = 512;
const LEAST_CELLS = 80;
/** Levels of the pressure solver: each has half the cells of the one before along both sides. */
export const PRESSURE_LEVELS = 5;
/** The grid reaches this much beyond the picture, so that its borders are out of sight. */
const OVERHANG = 1.1;
/** Texels of ink along a side of a cell, unless the picture has fewer pixels there. */
const INK_PER_CELL = 2.5;

/** Numbers of a fluid's grid. Lengths are in shorter sides of the picture. */
export interface FluidGrid {
  /** Cells across and down: multiples of 16, so that the pressure has its levels. */
  readonly cells: Size;
  /** Texels of ink across and down. */
  readonly ink: Size;
  /** Side of the square cells. */
  readonly cell: number;
  /** Width and height of the picture. */
  readonly aspect: Size;
}

/** The grid for a picture: 512 cells along its longer side at full detail. */
export function fluidGrid(size: Size, detail: Unit01): FluidGrid {
  const shorter = Math.min(size.width, size.height);
  const aspect = { width: size.width / shorter, height: size.height / shorter };
  const multiple = 2 ** (PRESSURE_LEVELS - 1);
  const wanted = Math.max(LEAST_CELLS, FULL_CELLS * Math.sqrt(Math.min(1, detail)));
  const along = Math.round(wanted / multiple) * multiple;
  const cell = (Math.max(aspect.width, aspect.height) * OVERHANG) / along;
  const count = (side: number) => roundUp((side * OVERHANG) / cell - 1e-6, multiple);
  const cells = { width: count(aspect.width), height: count(aspect.height) };
  const finest = Math.max(1, Math.min(INK_PER_CELL, shorter * cell));
  const ink = {
    width: Math.round(cells.width * finest),
    height: Math.round(cells.height * finest),
  };
  return { cells, ink, cell, aspect };
}
