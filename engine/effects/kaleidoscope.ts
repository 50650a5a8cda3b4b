import { number } from '../params/declaration.ts';
import { defineEffect } from './effect.ts';
import { effectShader } from './effect-shaders.ts';

/** Mirrors a wedge of the picture around the centre; it can turn with the beat. */
export default defineEffect({
  name: 'kaleidoscope',
  label: 'Kaleidoscope',
  about: 'Mirrors a wedge of the picture around the centre; it turns with the beat.',
  params: {
    segments: number('Segments', {
      min: 2,
      max: 24,
      default: 6,
      step: 1,
      smoothing: 0,
      unit: 'count',
      about: 'Number of mirrored wedges.',
    }),
    angle: number('Angle', {
      min: -180,
      max: 180,
      default: 0,
      unit: 'degrees',
      about: 'Turn of the mirrors.',
    }),
    tilt: number('Wedge', {
      min: -180,
      max: 180,
      default: 30,
      unit: 'degrees',
      about: 'Which part of the picture is mirrored.',
    }),
    zoom: number('Zoom', {
      min: 0.25,
      max: 4,
      default: 1,
      curve: 'exponential',
      unit: 'ratio',
      about: 'Size of the mirrored picture.',
    }),
    spin: number('Spin', {
      min: -4,
      max: 4,
      default: 0.5,
      unit: 'ratio',
      about: 'Turns in four bars.',
    }),
  },
  shader: effectShader('kaleidoscope'),
});
