import { describe, expect, it } from 'vitest';
import { formationAt, formationNames } from '../../../scenes/swarm/formations.ts';
import { GROUP, swarmLayout } from '../../../scenes/swarm/layout.ts';

const hd = { width: 1920, height: 1080 };

describe('swarmLayout', () => {
  it('is a million lights at full detail and some thousands at none', () => {
    expect(swarmLayout(hd, 1).count).toBe(1_048_576);
    expect(swarmLayout(hd, 0).count).toBeGreaterThanOrEqual(4096);
  });

  it('stays within the buffers and dispatches of every device', () => {
    const { count, canvas, map } = swarmLayout({ width: 7680, height: 4320 }, 1);
    expect(count / GROUP).toBeLessThanOrEqual(65_535);
    expect(canvas.width * canvas.height * 12).toBeLessThan(128 * 2 ** 20);
    expect(Math.log2(map) % 1).toBe(0);
  });

  it('lights the canvas as densely at every detail', () => {
    const densities = [0.01, 0.1, 0.5].map((detail) => {
      const { count, canvas } = swarmLayout(hd, detail);
      return count / (canvas.width * canvas.height);
    });
    for (const density of densities) expect(density).toBeCloseTo(densities[0] ?? 0, 1);
  });

  it('keeps the shape of the picture', () => {
    for (const size of [hd, { width: 1080, height: 1920 }, { width: 900, height: 900 }]) {
      const { canvas } = swarmLayout(size, 0.02);
      expect(canvas.width / canvas.height / (size.width / size.height)).toBeCloseTo(1, 1);
    }
  });
});

describe('formationAt', () => {
  it('names a formation for every choice, with shares of one swarm', () => {
    formationNames.forEach((_, choice) => {
      for (let bar = 0; bar < 40; bar++) {
        const { shares, hold } = formationAt(choice, bar);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1);
        expect(hold).toBeGreaterThan(0);
        expect(hold).toBeLessThanOrEqual(1);
      }
    });
  });

  it('shows every shape in sixteen bars, and mostly the figure', () => {
    const bars = Array.from({ length: 16 }, (_, bar) => formationAt(0, bar).shares);
    for (const shape of [0, 1, 2] as const) {
      expect(bars.some((shares) => shares[shape] > 0.3)).toBe(true);
    }
    expect(bars.filter((shares) => shares.every((share) => share === 0)).length).toBeGreaterThan(7);
  });
});
