import { choice, number } from '../../engine/params/declaration.ts';
import { paletteNames } from '../../engine/stage/palettes.ts';
import { defineScene } from '../../engine/stage/scene.ts';
import { speciesNames } from './species.ts';

/** Two chemicals that grow into a living relief along the edges of the picture. */
export default defineScene({
  name: 'reaction',
  label: 'Reaction',
  about: 'A living relief grows along your edges; kicks sweep it away and it grows back.',
  inputs: ['luma', 'motion'],
  params: {
    species: choice('Species', speciesNames, {
      default: 'Coral',
      about: 'What kind of pattern grows',
    }),
    palette: choice('Palette', paletteNames, {
      default: 'Tide',
      about: 'The colours of the growth and of what glows in it',
    }),
    speed: number('Speed', {
      min: 0.25,
      max: 2,
      default: 1,
      unit: 'ratio',
      curve: 'exponential',
      about: 'How fast it grows',
    }),
    scale: number('Size', {
      min: 0.5,
      max: 1,
      default: 0.8,
      unit: 'ratio',
      smoothing: 0.4,
      about: 'Width of the branches',
    }),
    picture: number('Picture', {
      default: 0.6,
      about: 'How much the picture feeds, shapes and lights the growth',
    }),
    grain: number('Grain', {
      default: 0.4,
      smoothing: 0.2,
      about: 'From growth in all directions to combed lines',
    }),
    relief: number('Relief', { default: 0.6, about: 'Height of the growth in the light' }),
    depth: number('Depth', { default: 0.6, about: 'The slow layer underneath' }),
    pulse: number('Pulse', { default: 0.6, about: 'Force of the sound' }),
  },
  history: 'restart',
  load: () => import('./passes.ts'),
});
