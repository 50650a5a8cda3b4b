import { PICTURE_FORMAT } from '../gpu/gpu-context.ts';
import { number } from '../params/declaration.ts';
import { defineEffect, type EffectBody, type EffectGpu } from './effect.ts';
import { effectShader } from './passes/effect-shader.ts';
import { buildPyramid } from './passes/pyramid.ts';

const LEVELS = 4;
/** The level whose slope bends the picture: an eighth of its size. */
const RELIEF_LEVEL = 2;

async function build({ scope, size, source, target }: EffectGpu): Promise<EffectBody> {
  const relief = await buildPyramid(scope, {
    source,
    size,
    levels: LEVELS,
    up: effectShader('edge-up'),
  });
  const step = await scope.draw(effectShader('displace'), { format: PICTURE_FORMAT });
  const smooth = relief.levels[Math.min(RELIEF_LEVEL, relief.levels.length - 1)] ?? source;
  const show = step.bind({ source, relief: smooth });
  const view = target.createView();
  return {
    encode(frame, param) {
      if (param('glass') > 0) relief.encode(frame);
      frame.draw(show, view);
    },
  };
}

/** The picture as if seen through moving water, or through glass of its own light and dark. */
export default defineEffect({
  name: 'displace',
  label: 'Displace',
  about: 'The picture as if seen through moving water, or through glass of its own light and dark.',
  params: {
    amount: number('Amount', {
      max: 0.6,
      default: 0.14,
      unit: 'ratio',
      about: 'How far the picture is pushed, as a share of its height.',
    }),
    scale: number('Scale', {
      min: 0.1,
      max: 4,
      default: 0.9,
      curve: 'exponential',
      unit: 'ratio',
      about: 'Size of the waves, as a share of the picture height.',
    }),
    flow: number('Flow', {
      min: -1,
      max: 1,
      default: 0.15,
      unit: 'hertz',
      about: 'Speed of the waves.',
    }),
    glass: number('Glass', {
      default: 0,
      about: 'Pushed by the waves at 0, by the slope of the picture’s own light at 1.',
    }),
    kick: number('Kick', { default: 0.3, about: 'How far a kick pushes.' }),
  },
  phases: { flowing: { rate: 'flow', per: 'second', scale: 1 } },
  build,
});
