import { describe, expect, it } from 'vitest';
import { fluidGrid, PRESSURE_LEVELS } from '../../../scenes/fluid/grid.ts';

const sizes = [
  { width: 1920, height: 1080 },
  { width: 1080, height: 1920 },
  { width: 1000, height: 1000 },
  { width: 3440, height: 1440 },
  { width: 192, height: 108 },
];

describe('fluidGrid', () => {
  it('is 512 cells wide at full detail', () => {
    expect(fluidGrid({ width: 1920, height: 1080 }, 1).cells.width).toBe(512);
    expect(fluidGrid({ width: 1080, height: 1920 }, 1).cells.height).toBe(512);
  });

  it.each(sizes)(
    'covers a picture of $width x $height with square cells in whole levels',
    (size) => {
      for (const detail of [0, 0.03, 0.1, 0.5, 1]) {
        const { cells, cell, aspect, ink } = fluidGrid(size, detail);
        const coarsest = 2 ** (PRESSURE_LEVELS - 1);
        expect(cells.width % coarsest).toBe(0);
        expect(cells.height % coarsest).toBe(0);
        expect(cells.width * cell).toBeGreaterThan(aspect.width * 1.05);
        expect(cells.height * cell).toBeGreaterThan(aspect.height * 1.05);
        expect((cells.width / coarsest) * (cells.height / coarsest)).toBeLessThanOrEqual(1024);
        expect(ink.width).toBeGreaterThanOrEqual(cells.width);
      }
    },
  );
});
