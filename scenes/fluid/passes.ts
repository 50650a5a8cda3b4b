import { clamp } from '../../engine/core/numeric.ts';
import type { Size } from '../../engine/core/units.ts';
import { PICTURE_FORMAT } from '../../engine/gpu/gpu-context.ts';
import type { Bindable, BoundStep, ShaderStep } from '../../engine/gpu/gpu-scope.ts';
import { buildPaletteLookup } from '../../engine/stage/palette-lookup.ts';
import type { SceneBody, SceneGpu } from '../../engine/stage/scene.ts';
import { fluidGrid } from './grid.ts';
import { createScore, SCORE_FLOATS } from './score.ts';
import carryCode from './shaders/carry.wgsl?raw';
import inkCode from './shaders/fluid-ink.wgsl?raw';
import scoreCode from './shaders/fluid-score.wgsl?raw';
import forceCode from './shaders/force.wgsl?raw';
import hazeCode from './shaders/haze.wgsl?raw';
import lightCode from './shaders/light.wgsl?raw';
import renewCode from './shaders/renew.wgsl?raw';
import shadeCode from './shaders/shade.wgsl?raw';
import { buildWater, GRID, gridModule } from './water.ts';

const TILE = 8;
const folder = 'scenes/fluid/shaders';
const modules = new Map([
  ['fluid-grid', gridModule],
  ['fluid-ink', { path: `${folder}/fluid-ink.wgsl`, code: inkCode }],
  ['fluid-score', { path: `${folder}/fluid-score.wgsl`, code: scoreCode }],
]);
/** Longest step of the simulation; a longer frame slows it down. */
const LONGEST_STEP = 0.05;
/** Length of the step when a frame has none: the first. */
const FIRST_STEP = 1 / 60;

/** Two textures that take turns, and a step bound for each turn. */
type Turns<T> = readonly [even: T, odd: T];

function inTurns(make: (from: 0 | 1, to: 0 | 1) => BoundStep): Turns<BoundStep> {
  return [make(0, 1), make(1, 0)];
}

async function compileSteps({ scope }: SceneGpu) {
  const compute = (name: string, code: string): Promise<ShaderStep> =>
    scope.compute({ path: `${folder}/${name}.wgsl`, code, modules });
  const [force, carry, renew, haze, light, shade] = await Promise.all([
    compute('force', forceCode),
    compute('carry', carryCode),
    compute('renew', renewCode),
    compute('haze', hazeCode),
    compute('light', lightCode),
    scope.draw(
      { path: `${folder}/shade.wgsl`, code: shadeCode, modules },
      { format: PICTURE_FORMAT },
    ),
  ]);
  return { force, carry, renew, haze, light, shade };
}

function createTextures({ scope }: SceneGpu, cells: Size, ink: Size) {
  const make = (label: string, size: Size) => scope.texture({ label, size, format: 'rgba16float' });
  return {
    ink: [make('ink even', ink), make('ink odd', ink)] as Turns<GPUTexture>,
    haze: [make('haze even', cells), make('haze odd', cells)] as Turns<GPUTexture>,
    carried: make('carried ink', ink),
    emission: make('emission', cells),
    light: make('light', cells),
  };
}

/** Builds the fluid. @throws ShaderError when one of its shaders is broken */
export async function build(gpu: SceneGpu): Promise<SceneBody> {
  const { scope, size, detail, random, target, input } = gpu;
  const shape = fluidGrid(size, detail);
  const { cells } = shape;
  const [steps, water, palette] = await Promise.all([
    compileSteps(gpu),
    buildWater(scope, shape),
    buildPaletteLookup(scope),
  ]);
  const made = createTextures(gpu, cells, shape.ink);
  const scoreUniform = scope.uniform('score', SCORE_FLOATS);
  const score = createScore(random, shape.aspect);
  const { grid, centre, force } = water;
  const { carried, emission, light } = made;
  const shared = { grid, centre, score: scoreUniform, palette: palette.texture };
  const [picture, luma, motion, flow] = [
    input('picture'),
    input('luma'),
    input('motion'),
    input('flow'),
  ];
  const spectrogram = input('spectrogram');

  const forces = steps.force.bind({ ...shared, flow, motion, spectrogram, force, emission });
  const bind = (
    step: ShaderStep,
    resources: (from: 0 | 1, to: 0 | 1) => Record<string, Bindable>,
  ) => inTurns((from, to) => step.bind({ ...shared, ...resources(from, to) }));
  const carry = bind(steps.carry, (from) => ({ ink: made.ink[from], result: carried }));
  const seen = { picture, luma, motion };
  const renew = bind(steps.renew, (from, to) => ({
    ...seen,
    carried,
    emission,
    force,
    ink: made.ink[from],
    result: made.ink[to],
  }));
  const spread = bind(steps.haze, (from, to) => ({
    haze: made.haze[from],
    ink: made.ink[to],
    result: made.haze[to],
  }));
  const lit = bind(steps.light, (_, to) => ({ ink: made.ink[to], result: light }));
  const shade = bind(steps.shade, (_, to) => ({
    ink: made.ink[to],
    haze: made.haze[to],
    light,
  }));
  const view = target.createView();
  let turn: 0 | 1 = 0;

  return {
    encode(frame, now) {
      const { delta, seconds } = now.time;
      score.update(now, scoreUniform.values);
      grid.values[GRID.step] = clamp(delta || FIRST_STEP, 0, LONGEST_STEP);
      grid.values[GRID.stillness] = 0.55 - 0.25 * score.energy;
      palette.encode(frame, now.param('palette'), 0.16 * Math.sin(seconds * 0.037), delta);

      frame.dispatch(forces, cells.width / TILE, cells.height / TILE);
      water.encode(frame);
      frame.dispatch(carry[turn], shape.ink.width / TILE, shape.ink.height / TILE);
      frame.dispatch(renew[turn], shape.ink.width / TILE, shape.ink.height / TILE);
      frame.dispatch(spread[turn], cells.width / TILE, cells.height / TILE);
      frame.dispatch(lit[turn], cells.width / TILE, cells.height / TILE);
      frame.draw(shade[turn], view);
      turn = turn === 0 ? 1 : 0;
    },
  };
}
