import { PICTURE_FORMAT } from '../gpu/gpu-context.ts';
import { number } from '../params/declaration.ts';
import { defineEffect, type EffectBody, type EffectGpu } from './effect.ts';
import { effectShader } from './passes/effect-shader.ts';
import { buildPyramid } from './passes/pyramid.ts';

const LEVELS = 6;

async function build({ scope, size, source, target }: EffectGpu): Promise<EffectBody> {
  const glow = await buildPyramid(scope, {
    source,
    size,
    levels: LEVELS,
    first: effectShader('bloom-bright'),
    up: effectShader('bloom-up'),
  });
  const step = await scope.draw(effectShader('bloom'), { format: PICTURE_FORMAT });
  const composite = step.bind({ source, glow: glow.levels[0] ?? source });
  const view = target.createView();
  return {
    encode(frame) {
      glow.encode(frame);
      frame.draw(composite, view);
    },
  };
}

/** Bright light spills over its borders; a sound makes it swell. */
export default defineEffect({
  name: 'bloom',
  label: 'Bloom',
  about: 'Bright light spills over its borders; a sound makes it swell.',
  params: {
    amount: number('Amount', {
      max: 3,
      default: 1,
      unit: 'ratio',
      about: 'Strength of the glow.',
    }),
    threshold: number('Threshold', {
      max: 2,
      default: 0.4,
      unit: 'ratio',
      about: 'Light above which it glows; 1 is white.',
    }),
    radius: number('Radius', {
      default: 0.7,
      about: 'How far the glow reaches: a rim at 0, the whole picture at 1.',
    }),
    pulse: number('Pulse', { default: 0.3, about: 'How far an onset lets the glow swell.' }),
  },
  build,
});
