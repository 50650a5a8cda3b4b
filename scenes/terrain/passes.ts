import { lerp } from '../../engine/core/numeric.ts';
import type { Size } from '../../engine/core/units.ts';
import type { DrawCall } from '../../engine/gpu/frame-encoder.ts';
import { PICTURE_FORMAT } from '../../engine/gpu/gpu-context.ts';
import type { GpuScope } from '../../engine/gpu/gpu-scope.ts';
import { buildPaletteLookup } from '../../engine/stage/palette-lookup.ts';
import type { SceneBody, SceneGpu } from '../../engine/stage/scene.ts';
import { createConductor, type Grid, WORLD_FLOATS } from './conductor.ts';
import { buildTerrainSteps } from './steps.ts';

/** Columns and rows of the land, motes in the air: on a slow device and on a fast one. */
const COLUMNS = { least: 56, most: 320 } as const;
const ROWS = { least: 44, most: 208 } as const;
const MOTES = { least: 40, most: 3200 } as const;
/** Pixels of the canvas along a side for one of the target. */
const FINENESS = { least: 1, most: 1.5 } as const;
/** Share of the canvas that the mirror and the soft sky have along a side. */
const SOFT_SHARE = { least: 0.33, most: 0.5 } as const;
/** Every so many columns and rows stand in the mirror; see mirror-land.wgsl. */
const MIRROR_STRIDE = 2;
/** Bytes of the paint: two ramps of 32 colours. */
const PAINT_BYTES = 2 * 32 * 16;

const scaled = ({ width, height }: Size, by: number): Size => ({
  width: Math.max(2, Math.round(width * by)),
  height: Math.max(2, Math.round(height * by)),
});

function gridFor(detail: number): Grid {
  const share = detail ** 0.8;
  return {
    columns: Math.round(lerp(COLUMNS.least, COLUMNS.most, share)),
    rows: Math.round(lerp(ROWS.least, ROWS.most, share)),
  };
}

/** A picture that is drawn with depth. */
function depthCanvas(scope: GpuScope, label: string, size: Size) {
  const picture = scope.texture({ label, size, format: PICTURE_FORMAT });
  const depth = scope.texture({ label: `${label} depth`, size, format: 'depth24plus' });
  return { picture, view: picture.createView(), depth: depth.createView() };
}

/** Builds the land, the air and the water. @throws ShaderError */
export async function build(gpu: SceneGpu): Promise<SceneBody> {
  const { scope, size, detail, target, random, input } = gpu;
  const [palette, steps] = await Promise.all([buildPaletteLookup(scope), buildTerrainSteps(scope)]);
  const grid = gridFor(detail);
  const gridSize = { width: grid.columns, height: grid.rows };
  const canvasSize = scaled(size, lerp(FINENESS.least, FINENESS.most, detail));
  const format = PICTURE_FORMAT;
  const softSize = scaled(canvasSize, lerp(SOFT_SHARE.least, SOFT_SHARE.most, detail));
  const paint = scope.buffer('paint', PAINT_BYTES);
  const land = scope.buffer('land', grid.columns * grid.rows * 16);
  const relief = scope.texture({ label: 'relief', size: gridSize, format });
  const shade = scope.texture({ label: 'shade', size: gridSize, format });
  const canvas = depthCanvas(scope, 'canvas', canvasSize);
  const mirror = depthCanvas(scope, 'mirror', softSize);
  const heavens = scope.texture({ label: 'heavens', size: softSize, format });
  const soft = scope.texture({ label: 'soft', size: scaled(canvasSize, 1 / 4), format });
  const far = scope.texture({ label: 'far', size: scaled(canvasSize, 1 / 12), format });
  const world = scope.uniform('world', WORLD_FLOATS);
  const conductor = createConductor(random, world, { ...grid, canvas: canvasSize, size });

  const [luma, motion] = [input('luma'), input('motion')];
  const compute = {
    mixPaint: steps.mixPaint.bind({ palette: palette.texture, paint }),
    record: steps.record.bind({ land, spectrogram: input('spectrogram'), luma, world }),
    relief: steps.relief.bind({ land, relief, world }),
    shade: steps.shade.bind({ relief, shade, world }),
  };
  const skyInputs = { heavens, world, paint };
  const landInputs = { relief, shade, world, paint };
  const draw = {
    heavens: steps.heavens.bind({ luma, motion, world, paint }),
    mirrorSky: steps.mirrorSky.bind(skyInputs),
    mirrorLand: steps.mirrorLand.bind(landInputs),
    sky: steps.sky.bind(skyInputs),
    land: steps.land.bind(landInputs),
    water: steps.water.bind({ mirror: mirror.picture, relief, world, paint }),
    weather: steps.weather.bind({ motion, world, paint }),
    soft: steps.soften.bind({ source: canvas.picture }),
    far: steps.soften.bind({ source: soft }),
    develop: steps.develop.bind({ canvas: canvas.picture, soft, far }),
  };
  const views = {
    heavens: heavens.createView(),
    soft: soft.createView(),
    far: far.createView(),
    target: target.createView(),
  };
  const on = (depth: GPUTextureView, stride: number) => ({
    land: {
      vertices: 2 * (Math.ceil((grid.columns - 1) / stride) + 1),
      instances: Math.ceil((grid.rows - 1) / stride),
      depth,
    } satisfies DrawCall,
    sky: { depth, load: 'keep' } satisfies DrawCall,
  });
  const mirrorCalls = on(mirror.depth, MIRROR_STRIDE);
  const canvasCalls = on(canvas.depth, 1);
  const waterCall: DrawCall = { vertices: 6, depth: canvas.depth, load: 'keep' };
  const motes = Math.round(lerp(MOTES.least, MOTES.most, detail));
  const weatherCall: DrawCall = { ...waterCall, instances: motes };
  const [x, y] = [grid.columns / 8, grid.rows / 8];

  return {
    encode(frame, scene) {
      const due = conductor.conduct(scene);
      palette.encode(frame, scene.param('palette'), conductor.hueTurn, conductor.elapsed);
      frame.dispatch(compute.mixPaint, 1);
      if (due > 0) frame.dispatch(compute.record, grid.columns / 64, due);
      frame.dispatch(compute.relief, x, y);
      frame.dispatch(compute.shade, x, y);
      frame.draw(draw.heavens, views.heavens);
      if (scene.param('water') >= 0.01) {
        frame.draw(draw.mirrorLand, mirror.view, mirrorCalls.land);
        frame.draw(draw.mirrorSky, mirror.view, mirrorCalls.sky);
      }
      frame.draw(draw.land, canvas.view, canvasCalls.land);
      frame.draw(draw.sky, canvas.view, canvasCalls.sky);
      frame.draw(draw.water, canvas.view, waterCall);
      frame.draw(draw.weather, canvas.view, weatherCall);
      frame.draw(draw.soft, views.soft);
      frame.draw(draw.far, views.far);
      frame.draw(draw.develop, views.target);
    },
  };
}
