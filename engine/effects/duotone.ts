import { choice, number } from '../params/declaration.ts';
import { defineEffect } from './effect.ts';
import { effectShader } from './passes/effect-shader.ts';
import { ramps } from './passes/ramps.ts';

/** The picture's tones become a ramp of colours, which can wander with the beat. */
export default defineEffect({
  name: 'duotone',
  label: 'Duotone',
  about: 'The picture’s tones become a ramp of colours, which can wander with the beat.',
  params: {
    colours: choice('Colours', ramps, { default: 'sunset', about: 'From dark to light.' }),
    contrast: number('Contrast', {
      min: 0.5,
      max: 3,
      default: 1.15,
      unit: 'ratio',
      about: 'Contrast of the tones.',
    }),
    repeats: number('Repeats', {
      min: 1,
      max: 8,
      default: 1,
      unit: 'count',
      about: 'How often the ramp runs there and back from dark to light.',
    }),
    wander: number('Wander', {
      min: -2,
      max: 2,
      default: 0,
      unit: 'ratio',
      about: 'How often the colours run round in 16 beats.',
    }),
    keep: number('Keep', { default: 0, about: 'How much of the picture’s own colours stays.' }),
  },
  phases: { wandered: { rate: 'wander', per: 'beat', scale: 1 / 16 } },
  shader: effectShader('duotone'),
});
