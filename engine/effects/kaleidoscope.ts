import { number } from '../params/declaration.ts';
import { defineEffect } from './effect.ts';
import { effectShader } from './passes/effect-shader.ts';

/** Mirrors a wedge of the picture around the centre; the mirrors turn with the beat. */
export default defineEffect({
  name: 'kaleidoscope',
  label: 'Kaleidoscope',
  about: 'Mirrors a wedge of the picture around the centre; the mirrors turn with the beat.',
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
    wedge: number('Wedge', {
      min: -180,
      max: 180,
      default: 90,
      unit: 'degrees',
      about: 'Which part of the picture is mirrored.',
    }),
    reach: number('Reach', {
      max: 0.5,
      default: 0.15,
      unit: 'ratio',
      about: 'How far from the centre the wedge begins, as a share of the picture height.',
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
      about: 'Turns of the mirrors in 16 beats.',
    }),
  },
  phases: { turn: { rate: 'spin', per: 'beat', scale: 1 / 16 } },
  shader: effectShader('kaleidoscope'),
});
