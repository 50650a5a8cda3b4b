import { choice, number } from '../params/declaration.ts';
import { defineEffect } from './effect.ts';
import { effectShader } from './passes/effect-shader.ts';

/** The picture as a mosaic: squares, hexagons, triangles, or lamps on a wall. */
export default defineEffect({
  name: 'pixelate',
  label: 'Pixelate',
  about: 'The picture as a mosaic: squares, hexagons, triangles, or lamps on a wall.',
  params: {
    shape: choice('Shape', ['squares', 'hexagons', 'triangles', 'lamps'], {
      default: 'lamps',
      about: 'Shape of the stones.',
    }),
    tile: number('Size', {
      min: 0.008,
      max: 0.25,
      default: 0.028,
      curve: 'exponential',
      unit: 'ratio',
      about: 'Size of a stone as a share of the picture height.',
    }),
    gap: number('Gap', { default: 0.35, about: 'Dark between the stones.' }),
    kick: number('Kick', { default: 0.25, about: 'How far a kick makes the stones grow.' }),
  },
  shader: effectShader('pixelate'),
});
