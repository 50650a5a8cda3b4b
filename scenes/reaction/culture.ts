import { clamp, lerp } from '../../engine/core/numeric.ts';
import type { Random } from '../../engine/core/random.ts';
import type { Size } from '../../engine/core/units.ts';
import type { FrameEncoder } from '../../engine/gpu/frame-encoder.ts';
import type { GpuScope, ShaderStep } from '../../engine/gpu/gpu-scope.ts';

/** Floats of the `Culture` struct of culture.wgsl. */
export const CULTURE_FLOATS = 28;

/** Shaders of a layer. */
export interface CultureSteps {
  readonly tend: ShaderStep;
  readonly grow: ShaderStep;
  readonly count: ShaderStep;
  readonly surface: ShaderStep;
}

/** One layer of the reaction with its grid. */
export interface Culture {
  /** `rgba16float`: slope, height, mean height around. */
  readonly relief: GPUTexture;
  /** `rgba16float`: newness, light of the picture, waste, wave. */
  readonly life: GPUTexture;
  /** The layer's uniform; see culture.wgsl. */
  readonly values: Float32Array;
  /** Tends the grid, grows it by `steps` (rounded to pairs) and takes its surface. */
  encode(frame: FrameEncoder, steps: number): void;
}

const TILE = 16;
const GROUP = 8;
/** Threads of a workgroup of count.wgsl. */
const COUNT_GROUP = 64;
/** Cells that a thread of grow.wgsl computes. */
const CELLS_PER_THREAD = 4;
/** Cells a side of which one starts as a seed. */
const SEED_SPACING = 18;

/** Cells of (substrate, growth): substrate everywhere, growth in spots. */
function seeded({ width, height }: Size, random: Random): Float32Array<ArrayBuffer> {
  const cells = new Float32Array(width * height * 2);
  for (let i = 0; i < width * height; i++) cells[i * 2] = 1;
  const spots = Math.ceil((width * height) / SEED_SPACING ** 2);
  for (let spot = 0; spot < spots; spot++) {
    const [x, y, radius] = [random.index(width), random.index(height), random.range(1.6, 3.4)];
    for (let dy = -4; dy <= 4; dy++) {
      for (let dx = -4; dx <= 4; dx++) {
        if (dx * dx + dy * dy > radius * radius) continue;
        const column = clamp(x + dx, 0, width - 1);
        const index = (clamp(y + dy, 0, height - 1) * width + column) * 2;
        cells[index] = 0.4;
        cells[index + 1] = lerp(0.4, 0.6, random.unit());
      }
    }
  }
  return cells;
}

/** Makes a layer of `size` cells. */
export function createCulture(
  scope: GpuScope,
  options: {
    readonly label: string;
    readonly size: Size;
    readonly random: Random;
    readonly steps: CultureSteps;
    readonly luma: GPUTexture;
    readonly motion: GPUTexture;
    readonly climate: GPUTexture;
  },
): Culture {
  const { label, size, random, steps, luma, motion, climate } = options;
  const count = size.width * size.height;
  const tiles = { across: Math.ceil(size.width / TILE), down: Math.ceil(size.height / TILE) };
  const cells = scope.buffer(`${label} cells`, count * 8, seeded(size, random));
  const other = scope.buffer(`${label} cells between`, count * 8);
  const ground = scope.buffer(`${label} ground`, count * 16);
  const memory = scope.buffer(`${label} memory`, count * 8);
  const census = scope.buffer(
    `${label} census`,
    tiles.across * tiles.down * 8,
    new Float32Array(tiles.across * tiles.down * 2).fill(0.1),
  );
  const format = 'rgba16float';
  const relief = scope.texture({ label: `${label} relief`, size, format });
  const life = scope.texture({ label: `${label} life`, size, format });
  const culture = scope.uniform(`${label} culture`, CULTURE_FLOATS);
  culture.values[0] = size.width;
  culture.values[1] = size.height;

  const tend = steps.tend.bind({ cells, ground, census, luma, motion, climate, culture });
  const there = steps.grow.bind({ before: cells, after: other, ground, culture });
  const back = steps.grow.bind({ before: other, after: cells, ground, culture });
  const counting = steps.count.bind({ cells, census, culture });
  const surface = steps.surface.bind({ cells, memory, luma, relief, life, culture });
  const [x, y] = [size.width / GROUP, size.height / GROUP];

  return {
    relief,
    life,
    values: culture.values,
    encode(frame, wanted) {
      frame.dispatch(tend, x, y);
      for (let pair = 0; pair < wanted / 2; pair++) {
        frame.dispatch(there, x, y / CELLS_PER_THREAD);
        frame.dispatch(back, x, y / CELLS_PER_THREAD);
      }
      frame.dispatch(counting, (tiles.across * tiles.down) / COUNT_GROUP);
      frame.dispatch(surface, x, y);
    },
  };
}
