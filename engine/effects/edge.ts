import { PICTURE_FORMAT } from '../gpu/gpu-context.ts';
import { number } from '../params/declaration.ts';
import { defineEffect, type EffectBody, type EffectGpu } from './effect.ts';
import { effectShader } from './passes/effect-shader.ts';
import { buildPyramid } from './passes/pyramid.ts';

const LEVELS = 4;

async function build({ scope, size, source, target }: EffectGpu): Promise<EffectBody> {
  const glow = await buildPyramid(scope, {
    source,
    size,
    levels: LEVELS,
    first: effectShader('edge-light'),
    up: effectShader('edge-up'),
  });
  const step = await scope.draw(effectShader('edge'), { format: PICTURE_FORMAT });
  const composite = step.bind({ source, glow: glow.levels[0] ?? source });
  const view = target.createView();
  return {
    encode(frame) {
      glow.encode(frame);
      frame.draw(composite, view);
    },
  };
}

/** Glowing outlines over the dimmed picture. */
export default defineEffect({
  name: 'edge',
  label: 'Edge',
  about: 'Glowing outlines over the dimmed picture; an onset lights them up.',
  params: {
    strength: number('Strength', {
      max: 4,
      default: 2,
      unit: 'ratio',
      about: 'How weak an outline may be and still be drawn.',
    }),
    stroke: number('Stroke', {
      min: 1,
      max: 8,
      default: 2,
      curve: 'exponential',
      unit: 'pixels',
      about: 'Width of the lines, in pixels of a picture of 1080 rows.',
    }),
    picture: number('Picture', { default: 0.15, about: 'Light of the picture behind the lines.' }),
    glow: number('Glow', { max: 2, default: 0.7, unit: 'ratio', about: 'Light around the lines.' }),
    tint: number('Tint', { default: 0.7, about: 'The picture’s own colours at 0, the hue at 1.' }),
    hue: number('Hue', {
      min: -180,
      max: 180,
      default: -150,
      unit: 'degrees',
      about: 'Colour of the lines; it leans with their direction.',
    }),
  },
  build,
});
