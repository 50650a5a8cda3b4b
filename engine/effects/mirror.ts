import { choice, number } from '../params/declaration.ts';
import { defineEffect } from './effect.ts';
import { effectShader } from './passes/effect-shader.ts';

/** Folds the picture along a line, along a cross, or into tiles. */
export default defineEffect({
  name: 'mirror',
  label: 'Mirror',
  about: 'Folds the picture along a line, along a cross, or into tiles.',
  params: {
    mode: choice('Mode', ['line', 'cross', 'tiles'], {
      default: 'line',
      about: 'What the picture is folded along.',
    }),
    angle: number('Angle', {
      min: -180,
      max: 180,
      default: 0,
      unit: 'degrees',
      about: 'Turn of the fold: upright at 0; at 180 the other side is kept.',
    }),
    position: number('Position', {
      min: -0.8,
      max: 0.8,
      default: 0,
      unit: 'ratio',
      about: 'Place of the fold, from the centre, as a share of the picture height.',
    }),
    tile: number('Tile', {
      min: 0.1,
      max: 1,
      default: 0.4,
      curve: 'exponential',
      unit: 'ratio',
      about: 'Height of a tile as a share of the picture height.',
    }),
    spin: number('Spin', {
      min: -4,
      max: 4,
      default: 0,
      unit: 'ratio',
      about: 'Turns of the fold in 16 beats.',
    }),
  },
  phases: { turn: { rate: 'spin', per: 'beat', scale: 1 / 16 } },
  shader: effectShader('mirror'),
});
