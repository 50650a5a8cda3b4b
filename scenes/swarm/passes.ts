import type { DrawCall, FrameEncoder } from '../../engine/gpu/frame-encoder.ts';
import { PICTURE_FORMAT } from '../../engine/gpu/gpu-context.ts';
import type { BoundStep, GpuScope } from '../../engine/gpu/gpu-scope.ts';
import { buildPaletteLookup } from '../../engine/stage/palette-lookup.ts';
import type { SceneBody, SceneGpu } from '../../engine/stage/scene.ts';
import { GROUP, type SwarmLayout, swarmLayout } from './layout.ts';
import { createScore, SCORE_FLOATS } from './score.ts';
import discsCode from './shaders/discs.wgsl?raw';
import haloCode from './shaders/halo.wgsl?raw';
import mapCode from './shaders/map.wgsl?raw';
import sumCode from './shaders/map-sum.wgsl?raw';
import moveCode from './shaders/move.wgsl?raw';
import resolveCode from './shaders/resolve.wgsl?raw';
import splatCode from './shaders/splat.wgsl?raw';
import mapModule from './shaders/swarm-map.wgsl?raw';
import scoreModule from './shaders/swarm-score.wgsl?raw';
import shadeCode from './shaders/swarm-shade.wgsl?raw';
import windCode from './shaders/wind.wgsl?raw';

const TILE = 8;
const BYTES = { body: 32, trait: 16, mapCell: 8, pixel: 12 } as const;
const ADDED: GPUBlendState = {
  color: { srcFactor: 'one', dstFactor: 'one', operation: 'add' },
  alpha: { srcFactor: 'zero', dstFactor: 'one', operation: 'add' },
};
const folder = 'scenes/swarm/shaders';
const modules = new Map([
  ['swarm-score', { path: `${folder}/swarm-score.wgsl`, code: scoreModule }],
  ['swarm-map', { path: `${folder}/swarm-map.wgsl`, code: mapModule }],
]);

async function compileSteps({ scope }: SceneGpu) {
  const compute = (name: string, code: string) =>
    scope.compute({ path: `${folder}/${name}.wgsl`, code, modules });
  const draw = (name: string, code: string, blend?: GPUBlendState) =>
    scope.draw(
      { path: `${folder}/${name}.wgsl`, code, modules },
      { format: PICTURE_FORMAT, ...(blend && { blend }) },
    );
  const [map, sum, wind, move, splat, resolve, halo, shade, discs] = await Promise.all([
    compute('map', mapCode),
    compute('map-sum', sumCode),
    compute('wind', windCode),
    compute('move', moveCode),
    compute('splat', splatCode),
    compute('resolve', resolveCode),
    compute('halo', haloCode),
    draw('swarm-shade', shadeCode),
    draw('discs', discsCode, ADDED),
  ]);
  return { map, sum, wind, move, splat, resolve, halo, shade, discs };
}
type Steps = Awaited<ReturnType<typeof compileSteps>>;

/** A step with the workgroups that it takes. */
interface Sized {
  readonly step: BoundStep;
  readonly groups: number;
}

/** The map that lights are born from, with the steps that bring it up to date. */
function createMap(scope: GpuScope, side: number) {
  const map = scope.buffer('map', ((4 * side * side - 1) / 3) * BYTES.mapCell);
  const levelUniform = (cells: number, start: number, finerStart: number) => {
    const level = scope.uniform('map level', 4);
    level.words.set([cells, start, finerStart, 0]);
    return level;
  };
  const finest = levelUniform(side, 0, 0);
  const bindSums = (sum: Steps['sum']): Sized[] => {
    const sums: Sized[] = [];
    let finerStart = 0;
    for (let cells = side / 2; cells >= 1; cells /= 2) {
      const start = finerStart + 4 * cells * cells;
      const level = levelUniform(cells, start, finerStart);
      sums.push({ step: sum.bind({ level, map }), groups: cells / TILE });
      finerStart = start;
    }
    return sums;
  };
  return { map, finest, bindSums };
}

function createTextures(scope: GpuScope, { canvas, halo, wind }: SwarmLayout) {
  const make = (label: string, size: SwarmLayout['canvas']) =>
    scope.texture({ label, size, format: 'rgba16float' });
  return {
    trails: [make('trail even', canvas), make('trail odd', canvas)] as const,
    halo: make('halo', halo),
    halfHalo: make('half a halo', halo),
    wind: make('wind', wind),
  };
}

function axisUniform(scope: GpuScope, x: number, y: number) {
  const axis = scope.uniform('halo axis', 2);
  axis.values.set([x, y]);
  return axis;
}

/** Binds what turns the canvas into the picture, for one of two turns. */
function bindTurn(
  gpu: SceneGpu,
  steps: Steps,
  made: ReturnType<typeof createTextures>,
  shared: Parameters<Steps['shade']['bind']>[0],
  turn: 0 | 1,
) {
  const trail = made.trails[turn];
  const before = made.trails[turn === 0 ? 1 : 0];
  const { halo, halfHalo } = made;
  const along = axisUniform(gpu.scope, 1.5, 0);
  const down = axisUniform(gpu.scope, 0, 1.5);
  return {
    resolve: steps.resolve.bind({ ...shared, before, result: trail }),
    haloAlong: steps.halo.bind({ axis: along, source: trail, result: halfHalo }),
    haloDown: steps.halo.bind({ axis: down, source: halfHalo, result: halo }),
    shade: steps.shade.bind({ ...shared, trail, halo }),
  };
}

/** Builds the swarm. @throws ShaderError when one of its shaders is broken */
export async function build(gpu: SceneGpu): Promise<SceneBody> {
  const { scope, size, detail, target, input } = gpu;
  const layout = swarmLayout(size, detail);
  const [steps, palette] = await Promise.all([compileSteps(gpu), buildPaletteLookup(scope)]);
  const made = createTextures(scope, layout);
  const score = createScore(layout);
  const scoreUniform = scope.uniform('score', SCORE_FLOATS);
  const { map, finest, bindSums } = createMap(scope, layout.map);
  const { canvas: sized, count, discs } = layout;
  const shared = {
    score: scoreUniform,
    palette: palette.texture,
    bodies: scope.buffer('bodies', count * BYTES.body),
    traits: scope.buffer('traits', count * BYTES.trait),
    canvas: scope.buffer('canvas', sized.width * sized.height * BYTES.pixel),
    map,
    level: finest,
  };
  const seen = { picture: input('picture'), luma: input('luma'), motion: input('motion') };
  const sound = { spectrogram: input('spectrogram'), waveform: input('waveform') };
  const { wind } = made;
  const bound = {
    map: steps.map.bind({ ...shared, ...seen }),
    wind: steps.wind.bind({ ...shared, result: wind }),
    move: steps.move.bind({ ...shared, ...seen, ...sound, wind, flow: input('flow') }),
    splat: steps.splat.bind(shared),
    discs: steps.discs.bind(shared),
  };
  const sums = bindSums(steps.sum);
  const turns = [
    bindTurn(gpu, steps, made, shared, 0),
    bindTurn(gpu, steps, made, shared, 1),
  ] as const;
  const view = target.createView();
  const overlay: DrawCall = { vertices: 6 * discs, load: 'keep' };
  let turn: 0 | 1 = 0;

  const encodeMap = (frame: FrameEncoder) => {
    frame.dispatch(bound.map, layout.map / TILE, layout.map / TILE);
    for (const { step, groups } of sums) frame.dispatch(step, groups, groups);
  };
  const encodePicture = (frame: FrameEncoder) => {
    const { resolve, haloAlong, haloDown, shade } = turns[turn];
    frame.dispatch(resolve, sized.width / TILE, sized.height / TILE);
    frame.dispatch(haloAlong, layout.halo.width / TILE, layout.halo.height / TILE);
    frame.dispatch(haloDown, layout.halo.width / TILE, layout.halo.height / TILE);
    frame.draw(shade, view);
    frame.draw(bound.discs, view, overlay);
    turn = turn === 0 ? 1 : 0;
  };

  return {
    encode(frame, now) {
      const { seconds, delta } = now.time;
      score.update(now, scoreUniform.values);
      palette.encode(frame, now.param('palette'), 0.14 * Math.sin(seconds * 0.041), delta);
      encodeMap(frame);
      frame.dispatch(bound.wind, layout.wind.width / TILE, layout.wind.height / TILE);
      frame.dispatch(bound.move, count / GROUP);
      frame.dispatch(bound.splat, count / GROUP);
      encodePicture(frame);
    },
  };
}
