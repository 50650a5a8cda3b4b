import type { Size, Unit01 } from '../core/units.ts';
import type { FrameEncoder } from '../gpu/frame-encoder.ts';
import { type GpuContext, PICTURE_FORMAT } from '../gpu/gpu-context.ts';
import { GpuScope, PARAM_HEADER_FLOATS } from '../gpu/gpu-scope.ts';
import { flashModules, flashShader } from './flash-shaders.ts';

/** How the limiter works in a frame. */
export interface FlashLimiterState {
  on: boolean;
  /** 1 = as it is, 0 = blackout, which nothing holds back. */
  brightness: Unit01;
}

/**
 * The last pass: from linear HDR light to the 8 bits of a display. No more than three general or
 * red flashes reach the display in any second; what would be more is drawn to its mean.
 */
export interface FlashLimiter {
  /** 16 x 16 pixels, `rgba8unorm`: how hard it works now, for a small canvas of the page. */
  readonly indicator: GPUTexture;
  /** Adds the limiter's work to the frame. Its time base is the frame uniform's `delta`. */
  encode(frame: FrameEncoder, state: Readonly<FlashLimiterState>): void;
  dispose(): void;
}

const INDICATOR_SIZE: Size = { width: 16, height: 16 };
const PARAM_NAMES = ['on', 'brightness', 'columns', 'rows', 'side'];

/** Rows of the grid on which flashes are counted, as in `shaders/output/flash-model.wgsl`. */
const GRID_ROWS = 18;
const MAX_GRID_COLUMNS = 72;
/** Samples of a cell along a side, at most; each covers two by two pixels. */
const MAX_SIDE = 16;
const THREADS = 64;
const SPREAD_SIDE = 8;
const KEEP = { load: 'keep' } as const;

/** Bytes of the structs in `shaders/output/flash-model.wgsl`. */
const MEASURE_BYTES = 32;
const CELL_BYTES = 228;
const FIELD_BYTES = 224;
const GOAL_BYTES = 16;
const GAIN_BYTES = 16;

/** Alpha is the share of the new picture in the mix with the one that was shown. */
const HOLD_BLEND: GPUBlendState = {
  color: { srcFactor: 'src-alpha', dstFactor: 'one-minus-src-alpha', operation: 'add' },
  alpha: { srcFactor: 'one', dstFactor: 'zero', operation: 'add' },
};

/** The grid for a picture: square cells, so that a field of ten degrees is as many at any aspect. */
function gridFor(size: Size): Size {
  const columns = Math.round((GRID_ROWS * size.width) / size.height);
  return { width: Math.min(Math.max(columns, 1), MAX_GRID_COLUMNS), height: GRID_ROWS };
}

/** Everything that the limiter keeps on the GPU. */
function createState(scope: GpuScope, size: Size, grid: Size, side: number) {
  const cells = grid.width * grid.height;
  return {
    sums: scope.buffer('sums', cells * side * MEASURE_BYTES),
    measures: scope.buffer('measures', cells * MEASURE_BYTES),
    cells: scope.buffer('cells', cells * CELL_BYTES),
    fields: scope.buffer('fields', cells * FIELD_BYTES),
    goals: scope.buffer('goals', cells * GOAL_BYTES),
    gains: scope.buffer('gains', cells * GAIN_BYTES),
    level: scope.buffer('level', 4),
    spread: scope.texture({ label: 'spread', size: grid, format: PICTURE_FORMAT }),
    shown: scope.texture({ label: 'shown', size, format: PICTURE_FORMAT }),
    indicator: scope.texture({ label: 'indicator', size: INDICATOR_SIZE, format: 'rgba8unorm' }),
  };
}

/**
 * Builds the limiter.
 * @param options.source linear HDR picture, `rgba16float`, of `options.size`
 * @param options.target picture for a display, sRGB-encoded, `rgba8unorm`, of `options.size`
 * @source WCAG 2.2, success criterion 2.3.1
 */
export async function buildFlashLimiter(
  context: GpuContext,
  options: { source: GPUTexture; target: GPUTexture; size: Size },
): Promise<FlashLimiter> {
  const { source, target, size } = options;
  const grid = gridFor(size);
  const side = Math.min(Math.ceil(size.height / grid.height / 2), MAX_SIDE);
  const scope = new GpuScope(context, {
    label: 'flash limiter',
    header: { size, detail: 1, seed: 0 },
    paramNames: PARAM_NAMES,
    modules: flashModules,
  });
  const values = scope.params.values;
  values.set([1, 1, grid.width, grid.height, side], PARAM_HEADER_FLOATS);

  const state = createState(scope, size, grid, side);
  const resources = { ...state, source };
  const compute = async (name: string) => (await scope.compute(flashShader(name))).bind(resources);
  const [measure, track, fields, goal, share, spread, indicate, hold, display] = await Promise.all([
    compute('flash-measure'),
    compute('flash-track'),
    compute('flash-fields'),
    compute('flash-goal'),
    compute('flash-share'),
    compute('flash-spread'),
    compute('flash-indicator'),
    scope.draw(flashShader('flash-hold'), { format: PICTURE_FORMAT, blend: HOLD_BLEND }),
    scope.draw(flashShader('display'), { format: 'rgba8unorm' }),
  ]).catch((thrown) => {
    scope.dispose();
    throw thrown;
  });
  const held = hold.bind(resources);
  const displayed = display.bind(resources);
  const shownView = state.shown.createView();
  const targetView = target.createView();
  const cellGroups = (grid.width * grid.height) / THREADS;

  return {
    indicator: state.indicator,
    encode(frame, { on, brightness }) {
      values[PARAM_HEADER_FLOATS] = on ? 1 : 0;
      values[PARAM_HEADER_FLOATS + 1] = brightness;
      frame.section('flash limiter');
      frame.dispatch(measure, cellGroups * side);
      frame.dispatch(track, cellGroups);
      frame.dispatch(fields, cellGroups);
      frame.dispatch(goal, cellGroups);
      frame.dispatch(share, cellGroups);
      frame.dispatch(spread, grid.width / SPREAD_SIDE, grid.height / SPREAD_SIDE);
      frame.dispatch(indicate, 1);
      frame.draw(held, shownView, KEEP);
      frame.draw(displayed, targetView);
    },
    dispose: () => scope.dispose(),
  };
}
