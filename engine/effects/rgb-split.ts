import { number } from '../params/declaration.ts';
import { defineEffect } from './effect.ts';
import { effectShader } from './passes/effect-shader.ts';

/** Red and blue slip apart, along a line or outwards like a cheap lens. */
export default defineEffect({
  name: 'rgb-split',
  label: 'RGB split',
  about: 'Red and blue slip apart, along a line or outwards like a cheap lens.',
  params: {
    distance: number('Distance', {
      max: 0.2,
      default: 0.012,
      unit: 'ratio',
      about: 'Slip of each colour as a share of the picture height.',
    }),
    angle: number('Angle', {
      min: -180,
      max: 180,
      default: 0,
      unit: 'degrees',
      about: 'Direction of the slip.',
    }),
    radial: number('Radial', {
      default: 0.6,
      about: 'Straight slip at 0, outwards from the centre at 1.',
    }),
    kick: number('Kick', { default: 0.5, about: 'How far a kick widens the slip.' }),
  },
  shader: effectShader('rgb-split'),
});
