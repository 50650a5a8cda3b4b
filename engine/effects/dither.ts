import { choice, number } from '../params/declaration.ts';
import { defineEffect } from './effect.ts';
import { effectShader } from './passes/effect-shader.ts';
import { ramps } from './passes/ramps.ts';

/** Few colours on a coarse grid, their steps broken up like on an old screen. */
export default defineEffect({
  name: 'dither',
  label: 'Dither',
  about: 'Few colours on a coarse grid, their steps broken up like on an old screen.',
  params: {
    levels: number('Levels', {
      min: 2,
      max: 8,
      default: 3,
      step: 1,
      smoothing: 0,
      unit: 'count',
      about: 'Steps from dark to light.',
    }),
    lines: number('Lines', {
      min: 45,
      max: 540,
      default: 216,
      curve: 'exponential',
      unit: 'count',
      about: 'Rows of the coarse grid over the picture height.',
    }),
    palette: choice('Palette', ['own colours', ...ramps], {
      default: 'own colours',
      about: 'The picture’s own colours, or a ramp from dark to light.',
    }),
    contrast: number('Contrast', {
      min: 0.5,
      max: 3,
      default: 1.2,
      unit: 'ratio',
      about: 'Contrast before the steps.',
    }),
    grit: number('Grit', { default: 1, about: 'Smooth borders at 0, the full pattern at 1.' }),
  },
  shader: effectShader('dither'),
});
