import { PICTURE_FORMAT } from '../gpu/gpu-context.ts';
import { number } from '../params/declaration.ts';
import { defineEffect, type EffectBody, type EffectGpu } from './effect.ts';
import { effectShader } from './passes/effect-shader.ts';
import { buildPyramid } from './passes/pyramid.ts';

const LEVELS = 4;

async function build({ scope, size, source, target }: EffectGpu): Promise<EffectBody> {
  const halo = await buildPyramid(scope, {
    source,
    size,
    levels: LEVELS,
    first: effectShader('grain-light'),
    up: effectShader('edge-up'),
  });
  const step = await scope.draw(effectShader('grain'), { format: PICTURE_FORMAT });
  const show = step.bind({ source, halo: halo.levels[0] ?? source });
  const view = target.createView();
  return {
    encode(frame, param) {
      if (param('halation') > 0) halo.encode(frame);
      frame.draw(show, view);
    },
  };
}

/** Film: grain, a red halo around highlights, dark corners, and a gate that is never still. */
export default defineEffect({
  name: 'grain',
  label: 'Film grain',
  about: 'Film: grain, a red halo around highlights, dark corners, a gate that is never still.',
  params: {
    amount: number('Amount', { default: 0.5, about: 'How coarse the film is exposed.' }),
    grain: number('Grain size', {
      min: 1,
      max: 6,
      default: 1.5,
      curve: 'exponential',
      unit: 'ratio',
      about: 'Size of the grain; 1 is fine.',
    }),
    halation: number('Halation', {
      max: 2,
      default: 0.8,
      unit: 'ratio',
      about: 'Red light around what is bright.',
    }),
    vignette: number('Vignette', { default: 0.4, about: 'How dark the corners are.' }),
    weave: number('Weave', { default: 0.15, about: 'How far the picture moves in the gate.' }),
  },
  build,
});
