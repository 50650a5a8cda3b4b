import { choice, number } from '../../engine/params/declaration.ts';
import { paletteNames } from '../../engine/stage/palettes.ts';
import { defineScene } from '../../engine/stage/scene.ts';

/** Ink in moving water, stirred by the camera and struck by the music. */
export default defineScene({
  name: 'fluid',
  label: 'Fluid',
  about: 'Ink in water: your movement stirs it, your picture colours it, the music strikes it.',
  inputs: ['picture', 'luma', 'motion', 'flow', 'spectrogram'],
  params: {
    palette: choice('Palette', paletteNames, {
      default: 'Ink and bone',
      about: 'Colours of the ink; a change fades in',
    }),
    stir: number('Camera stir', {
      min: 0,
      max: 3,
      default: 1,
      unit: 'ratio',
      about: 'How strongly movement before the camera carries the water along',
    }),
    punch: number('Sound force', {
      min: 0,
      max: 3,
      default: 1,
      unit: 'ratio',
      about: 'How hard beats push: plumes, rings and jets',
    }),
    swirl: number('Swirl', {
      default: 0.45,
      about: 'Keeps small eddies turning that would otherwise blur away',
    }),
    picture: number('Picture ink', {
      default: 0.5,
      about: 'How much ink the picture gives off from its edges and lights',
    }),
    sound: number('Sound ink', {
      default: 0.5,
      about: 'How much ink the bands of the sound burn into the water',
    }),
    lifetime: number('Ink lifetime', {
      min: 0.6,
      max: 30,
      default: 3.5,
      unit: 'seconds',
      curve: 'exponential',
      about: 'Time until ink has faded to a third',
    }),
    rise: number('Rise', {
      min: -1,
      max: 1,
      default: 0.35,
      unit: 'ratio',
      about: 'Warm ink rises; below zero it sinks',
    }),
    relief: number('Relief', {
      default: 0.6,
      about: 'From flat glowing ink to thick smoke with light, shadow and gloss',
    }),
  },
  history: 'restart',
  load: () => import('./passes.ts'),
});
