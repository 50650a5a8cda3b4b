import type { Size, Unit01 } from '../../core/units.ts';

/** Widest flow; fine enough for hands, coarse enough for 60 frames a second. */
const WIDEST = 320;
/** The coarsest level is at least this many pixels high and wide. */
const SMALLEST_SIDE = 10;

/**
 * Sizes of the levels of the flow's pyramid, the finest (that of the flow itself) first.
 * @param detail share of the full width that the device has time for
 */
export function flowLevels(luma: Size, detail: Unit01): Size[] {
  const width = Math.min(Math.round(WIDEST * detail), luma.width);
  let level = { width, height: Math.max(1, Math.round((width * luma.height) / luma.width)) };
  const levels = [level];
  while (Math.min(level.width, level.height) >= 2 * SMALLEST_SIDE) {
    level = { width: Math.ceil(level.width / 2), height: Math.ceil(level.height / 2) };
    levels.push(level);
  }
  return levels;
}
