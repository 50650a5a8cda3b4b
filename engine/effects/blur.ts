import { PICTURE_FORMAT } from '../gpu/gpu-context.ts';
import { number } from '../params/declaration.ts';
import { defineEffect, type EffectBody, type EffectGpu } from './effect.ts';
import { effectShader } from './passes/effect-shader.ts';
import { buildPyramid } from './passes/pyramid.ts';

const LEVELS = 6;

async function build({ scope, size, source, target }: EffectGpu): Promise<EffectBody> {
  const soft = await buildPyramid(scope, {
    source,
    size,
    levels: LEVELS,
    up: effectShader('blur-up'),
  });
  const step = await scope.draw(effectShader('blur'), { format: PICTURE_FORMAT });
  const show = step.bind({ source, soft: soft.levels[0] ?? source });
  const view = target.createView();
  return {
    encode(frame) {
      soft.encode(frame);
      frame.draw(show, view);
    },
  };
}

/** Softens the picture, evenly or away from a band that stays sharp, as a tilted lens does. */
export default defineEffect({
  name: 'blur',
  label: 'Blur',
  about: 'Softens the picture, evenly or away from a band that stays sharp, as a tilted lens does.',
  params: {
    amount: number('Amount', { default: 0.55, about: 'Width of the blur, on a scale of octaves.' }),
    tilt: number('Tilt', {
      default: 0,
      about: 'Even blur at 0; at 1 a band stays sharp and the rest blurs with the distance to it.',
    }),
    position: number('Position', {
      min: -0.5,
      max: 0.5,
      default: 0,
      unit: 'ratio',
      about: 'Place of the sharp band, from the centre, as a share of the picture height.',
    }),
    angle: number('Angle', {
      min: -90,
      max: 90,
      default: 0,
      unit: 'degrees',
      about: 'Turn of the sharp band.',
    }),
    kick: number('Kick', {
      default: 0.2,
      about: 'How far a kick throws the picture out of focus.',
    }),
  },
  build,
});
