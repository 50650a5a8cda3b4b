import { PICTURE_FORMAT } from '../../engine/gpu/gpu-context.ts';
import type { GpuScope, ShaderStep } from '../../engine/gpu/gpu-scope.ts';
import developCode from './develop.wgsl?raw';
import groundCode from './ground.wgsl?raw';
import heavensCode from './heavens.wgsl?raw';
import landCode from './land.wgsl?raw';
import mirrorLandCode from './mirror-land.wgsl?raw';
import mixPaintCode from './mix-paint.wgsl?raw';
import paintCode from './paint.wgsl?raw';
import recordCode from './record.wgsl?raw';
import reliefCode from './relief.wgsl?raw';
import shadeCode from './shade.wgsl?raw';
import skyCode from './sky.wgsl?raw';
import softenCode from './soften.wgsl?raw';
import waterCode from './water.wgsl?raw';
import weatherCode from './weather.wgsl?raw';
import worldCode from './world.wgsl?raw';

/** The compiled shaders of the terrain. */
export interface TerrainSteps {
  readonly mixPaint: ShaderStep;
  readonly record: ShaderStep;
  readonly relief: ShaderStep;
  readonly shade: ShaderStep;
  readonly heavens: ShaderStep;
  readonly sky: ShaderStep;
  readonly mirrorSky: ShaderStep;
  readonly land: ShaderStep;
  readonly mirrorLand: ShaderStep;
  readonly water: ShaderStep;
  readonly weather: ShaderStep;
  readonly soften: ShaderStep;
  readonly develop: ShaderStep;
}

const modules = new Map([
  ['world', { path: 'scenes/terrain/world.wgsl', code: worldCode }],
  ['ground', { path: 'scenes/terrain/ground.wgsl', code: groundCode }],
  ['paint', { path: 'scenes/terrain/paint.wgsl', code: paintCode }],
]);
const shader = (name: string, code: string) => ({
  path: `scenes/terrain/${name}.wgsl`,
  code,
  modules,
});

const format = PICTURE_FORMAT;
const DEPTH_FORMAT: GPUTextureFormat = 'depth24plus';
/** What stands at the far end of the depth, drawn where nothing is before it. */
const BEHIND = {
  format,
  depth: { format: DEPTH_FORMAT, compare: 'less-equal', write: false },
} as const;
const SOLID = { format, depth: { format: DEPTH_FORMAT, compare: 'less', write: true } } as const;
const STRIPS = { ...SOLID, topology: 'triangle-strip' } as const;
/** Water, which grows clear at the shore. */
const CLEAR = {
  ...SOLID,
  blend: {
    color: { srcFactor: 'src-alpha', dstFactor: 'one-minus-src-alpha', operation: 'add' },
    alpha: { srcFactor: 'zero', dstFactor: 'one', operation: 'add' },
  },
} as const;
/** Light that is added, hidden by what stands before it. */
const LIGHT = {
  format,
  depth: { format: DEPTH_FORMAT, compare: 'less', write: false },
  blend: {
    color: { srcFactor: 'one', dstFactor: 'one', operation: 'add' },
    alpha: { srcFactor: 'zero', dstFactor: 'one', operation: 'add' },
  },
} as const;
const MIRRORED = { MIRRORED: 1 };

/** Compiles the shaders. @throws ShaderError */
export async function buildTerrainSteps(scope: GpuScope): Promise<TerrainSteps> {
  const sky = shader('sky', skyCode);
  const built = {
    mixPaint: scope.compute(shader('mix-paint', mixPaintCode)),
    record: scope.compute(shader('record', recordCode)),
    relief: scope.compute(shader('relief', reliefCode)),
    shade: scope.compute(shader('shade', shadeCode)),
    heavens: scope.draw(shader('heavens', heavensCode), { format }),
    sky: scope.draw(sky, BEHIND),
    mirrorSky: scope.draw(sky, BEHIND, MIRRORED),
    land: scope.draw(shader('land', landCode), STRIPS),
    mirrorLand: scope.draw(shader('mirror-land', mirrorLandCode), STRIPS),
    water: scope.draw(shader('water', waterCode), CLEAR),
    weather: scope.draw(shader('weather', weatherCode), LIGHT),
    soften: scope.draw(shader('soften', softenCode), { format }),
    develop: scope.draw(shader('develop', developCode), { format }),
  };
  await Promise.all(Object.values(built));
  return {
    mixPaint: await built.mixPaint,
    record: await built.record,
    relief: await built.relief,
    shade: await built.shade,
    heavens: await built.heavens,
    sky: await built.sky,
    mirrorSky: await built.mirrorSky,
    land: await built.land,
    mirrorLand: await built.mirrorLand,
    water: await built.water,
    weather: await built.weather,
    soften: await built.soften,
    develop: await built.develop,
  };
}
