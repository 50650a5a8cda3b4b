import { number, toggle } from '../params/declaration.ts';
import { defineEffect } from './effect.ts';
import { effectShader } from './passes/effect-shader.ts';

/** A print: dots of four inks on paper, or of black alone. */
export default defineEffect({
  name: 'halftone',
  label: 'Halftone',
  about: 'A print: dots of four inks on paper, or of black alone.',
  params: {
    pitch: number('Pitch', {
      min: 0.006,
      max: 0.1,
      default: 0.016,
      curve: 'exponential',
      unit: 'ratio',
      about: 'Distance of the dots as a share of the picture height.',
    }),
    angle: number('Angle', {
      min: -90,
      max: 90,
      default: 0,
      unit: 'degrees',
      about: 'Turn of all grids.',
    }),
    ink: number('Ink', {
      min: 0.4,
      max: 1.6,
      default: 1,
      unit: 'ratio',
      about: 'Size of the dots.',
    }),
    mono: toggle('Black only', { about: 'One ink instead of four.' }),
    kick: number('Kick', { default: 0.3, about: 'How far a kick makes the dots grow.' }),
  },
  shader: effectShader('halftone'),
});
