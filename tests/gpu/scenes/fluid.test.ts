import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../engine/core/random.ts';
import { GpuScope } from '../../../engine/gpu/gpu-scope.ts';
import { readTexture } from '../../../engine/gpu/readback.ts';
import { type FluidGrid, fluidGrid } from '../../../scenes/fluid/grid.ts';
import scene from '../../../scenes/fluid/scene.ts';
import { buildWater, GRID, type Water } from '../../../scenes/fluid/water.ts';
import { type OpenedContext, sharedGpuContext } from '../../support/gpu-context.ts';
import { type LoneSceneOptions, openLoneScene } from '../../support/lone-scene.ts';
import { fromHalf, runFrame, toHalf } from '../../support/pictures.ts';

/** Velocity on faces at (i, j): across the left face and down the upper face of that cell. */
type Field = (i: number, j: number) => readonly [across: number, down: number];

/** Water alone, written and read by hand. */
interface Basin {
  readonly shape: FluidGrid;
  readonly water: Water;
  pour(field: Field): void;
  push(field: Field): void;
  step(count: number, seconds: number): void;
  /** Velocity on faces, `[(height + 1) * (width + 1)][2]`, flat. */
  velocity(): Promise<Float32Array>;
  close(): void;
}

const size = { width: 160, height: 90 };
const detail = 0.03;

function writeField(opened: OpenedContext, texture: GPUTexture, field: Field): void {
  const { width, height } = texture;
  const texels = new Uint16Array(width * height * 4);
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      const [across, down] = field(i, j);
      texels[(j * width + i) * 4] = toHalf(across);
      texels[(j * width + i) * 4 + 1] = toHalf(down);
    }
  }
  opened.context.device.queue.writeTexture({ texture }, texels, { bytesPerRow: width * 8 }, [
    width,
    height,
  ]);
}

async function openBasin(): Promise<Basin> {
  const opened = await sharedGpuContext();
  const { context } = opened;
  const shape = fluidGrid(size, detail);
  const scope = new GpuScope(context, { label: 'basin', header: { size, detail, seed: 0 } });
  const water = await buildWater(scope, shape);
  let index = 0;
  return {
    shape,
    water,
    pour: (field) => writeField(opened, water.velocity, field),
    push: (field) => writeField(opened, water.force, field),
    step(count, seconds) {
      water.grid.values[GRID.step] = seconds;
      for (let i = 0; i < count; i++) {
        runFrame(context, { index: index++ }, (frame) => water.encode(frame));
      }
    },
    async velocity() {
      const { data } = await readTexture(context.device, water.velocity);
      const halves = new Uint16Array(data);
      const field = new Float32Array(halves.length / 2);
      for (let i = 0; i < field.length; i++) {
        field[i] = fromHalf(halves[(i >> 1) * 4 + (i & 1)] ?? 0);
      }
      return field;
    },
    close() {
      expect(opened.errors).toEqual([]);
      scope.dispose();
    },
  };
}

/** Root of the mean square divergence a second over all cells. */
function divergence({ cells, cell }: FluidGrid, velocity: Float32Array): number {
  const row = cells.width + 1;
  const at = (i: number, j: number, k: number) => velocity[(j * row + i) * 2 + k] ?? 0;
  let sum = 0;
  for (let j = 0; j < cells.height; j++) {
    for (let i = 0; i < cells.width; i++) {
      const outflow = at(i + 1, j, 0) - at(i, j, 0) + at(i, j + 1, 1) - at(i, j, 1);
      sum += (outflow / cell) ** 2;
    }
  }
  return Math.sqrt(sum / (cells.width * cells.height));
}

const energy = (velocity: Float32Array) => velocity.reduce((sum, v) => sum + v * v, 0);
const fastest = (velocity: Float32Array) =>
  velocity.reduce((top, v) => Math.max(top, Math.abs(v)), 0);

/** Velocities of all scales: a few sines of random direction and length. */
function turbulence(seed: number, { cells }: FluidGrid): Field {
  const random = createRandom(seed);
  const waves = Array.from({ length: 24 }, (_, i) => {
    const count = 1 + (i % 12);
    return {
      x: (random.range(-count, count) * 2 * Math.PI) / cells.width,
      y: (random.range(-count, count) * 2 * Math.PI) / cells.height,
      phase: random.range(0, 7),
      size: [random.range(-0.2, 0.2), random.range(-0.2, 0.2)] as const,
    };
  });
  return (i, j) => {
    let [across, down] = [0, 0];
    for (const {
      x,
      y,
      phase,
      size: [a, b],
    } of waves) {
      const wave = Math.sin(x * i + y * j + phase);
      across += a * wave;
      down += b * wave;
    }
    return [across, down];
  };
}

describe('the water', () => {
  it('loses its divergence in one step: to a twelfth, and in three to a two-hundredth', async () => {
    const basin = await openBasin();
    const field = turbulence(3, basin.shape);
    basin.pour(field);
    const before = divergence(basin.shape, await basin.velocity());
    basin.step(1, 0);
    const after = divergence(basin.shape, await basin.velocity());
    basin.pour(field);
    basin.step(1, 0);
    basin.pour(field);
    basin.step(1, 0);
    const settled = divergence(basin.shape, await basin.velocity());
    expect(before).toBeGreaterThan(1);
    expect(after).toBeLessThan(before / 12);
    expect(settled).toBeLessThan(before / 200);
    basin.close();
  });

  it('keeps a flow that has no divergence', async () => {
    const basin = await openBasin();
    const { cells } = basin.shape;
    // The curl of a stream function that is zero on the border, taken on the grid itself.
    const stream = (i: number, j: number) =>
      8 * Math.sin((Math.PI * i) / cells.width) ** 2 * Math.sin((Math.PI * j) / cells.height) ** 2;
    basin.pour((i, j) => [
      stream(i, j + 1) - stream(i, j),
      j <= cells.height ? stream(i, j) - stream(i + 1, j) : 0,
    ]);
    const before = await basin.velocity();
    basin.step(1, 0);
    const after = await basin.velocity();
    let change = 0;
    for (let i = 0; i < before.length; i++) change += ((after[i] ?? 0) - (before[i] ?? 0)) ** 2;
    expect(change / energy(before)).toBeLessThan(1e-3);
    basin.close();
  });

  it('gains no energy when nothing pushes it', async () => {
    const basin = await openBasin();
    basin.pour(turbulence(5, basin.shape));
    basin.step(1, 1 / 60);
    let last = energy(await basin.velocity());
    const first = last;
    for (let i = 0; i < 8; i++) {
      basin.step(4, 1 / 60);
      const now = energy(await basin.velocity());
      expect(now).toBeLessThan(last * 1.001);
      last = now;
    }
    expect(last).toBeGreaterThan(first * 0.05);
    basin.close();
  });

  it('stays bounded and symmetric under a symmetric push, however hard', async () => {
    const basin = await openBasin();
    const { cells } = basin.shape;
    const middle = cells.width / 2;
    basin.push((i, j) => {
      const [x, y] = [i + 0.5 - middle, j - cells.height * 0.7];
      return [0, Math.abs(x) < 5 && Math.abs(y) < 5 ? -0.5 : 0];
    });
    basin.step(90, 1 / 30);
    const velocity = await basin.velocity();
    expect(velocity.every(Number.isFinite)).toBe(true);
    expect(fastest(velocity)).toBeGreaterThan(0.3);
    expect(fastest(velocity)).toBeLessThanOrEqual(8);
    const row = cells.width + 1;
    let [difference, total] = [0, 0];
    for (let j = 0; j < cells.height; j++) {
      for (let i = 0; i < cells.width; i++) {
        const down = velocity[(j * row + i) * 2 + 1] ?? 0;
        const mirrored = velocity[(j * row + cells.width - 1 - i) * 2 + 1] ?? 0;
        difference += (down - mirrored) ** 2;
        total += down * down;
      }
    }
    expect(difference / total).toBeLessThan(0.02);
    basin.close();
  });
});

const still: LoneSceneOptions = {
  size: { width: 128, height: 72 },
  detail: 0.02,
  flow: [0, 0],
  still: (x, y) => (Math.hypot(x - 64, y - 36) < 18 ? [0.5, 0.4, 0.3] : [0.02, 0.02, 0.03]),
};
const music = {
  levels: { rms: 0.14, low: 0.6, mid: 0.4, high: 0.4, onsetStrength: 0.5 },
  band: (band: number) => 0.6 * Math.exp(-band / 60),
};
/** Sound of a frame at four kicks in two seconds. */
const beatAt = (frame: number, fps: number) => {
  const since = (frame / fps) % 0.5;
  const lowOnset = Math.exp(-since / 0.1);
  return { ...music, levels: { ...music.levels, lowOnset, onset: lowOnset } };
};

function meanLight(picture: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < picture.length; i += 4) {
    sum +=
      0.2126 * (picture[i] ?? 0) + 0.7152 * (picture[i + 1] ?? 0) + 0.0722 * (picture[i + 2] ?? 0);
  }
  return sum / (picture.length / 4);
}

function meanChange(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;
}

describe('the fluid', () => {
  it('lives within a second of a still picture in silence', async () => {
    const lone = await openLoneScene(scene, { ...still, fps: 15 });
    for (let i = 0; i < 4; i++) await lone.frame();
    const early = await lone.picture();
    for (let i = 0; i < 11; i++) await lone.frame();
    const late = await lone.picture();
    expect(late.every(Number.isFinite)).toBe(true);
    expect(meanLight(late)).toBeGreaterThan(0.01);
    expect(meanChange(early, late)).toBeGreaterThan(0.004);
    expect([...lone.errors, ...lone.notices]).toEqual([]);
    lone.close();
  });

  it('moves more with music than in silence', async () => {
    const changes: number[] = [];
    for (const playing of [false, true]) {
      const lone = await openLoneScene(scene, { ...still, fps: 10 });
      const sound = (frame: number) => (playing ? beatAt(frame, 10) : { levels: {} });
      let before: Float32Array | null = null;
      let change = 0;
      // Four kicks and the rests between them, since no moment is typical.
      for (let i = 0; i < 40; i++) {
        await lone.frame(sound(i));
        if (i < 20 || i % 3 !== 0) continue;
        const now = await lone.picture();
        if (before) change += meanChange(before, now);
        before = now;
      }
      changes.push(change);
      lone.close();
    }
    const [silence = 0, loud = 0] = changes;
    // Water in silence still drifts, with the ink of its first breath.
    expect(loud).toBeGreaterThan(1.5 * silence);
  });

  it('is as bright at 25 frames a second as at 60', async () => {
    const lights: number[] = [];
    for (const fps of [25, 60]) {
      const lone = await openLoneScene(scene, { ...still, fps });
      for (let i = 0; i < 0.8 * fps; i++) await lone.frame(beatAt(i, fps));
      lights.push(meanLight(await lone.picture()));
      lone.close();
    }
    const [slow = 0, fast = 0] = lights;
    expect(slow / fast).toBeGreaterThan(0.8);
    expect(slow / fast).toBeLessThan(1.25);
  });
});
