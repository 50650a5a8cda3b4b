import { choice, number } from '../../engine/params/declaration.ts';
import { paletteNames } from '../../engine/stage/palettes.ts';
import { defineScene } from '../../engine/stage/scene.ts';

/** A landscape that the sound raises at the horizon and that flows towards the viewer. */
export default defineScene({
  name: 'terrain',
  label: 'Terrain',
  about: 'The sound raises mountains at the horizon; the picture hangs in the sky as an aurora.',
  inputs: ['luma', 'motion', 'spectrogram'],
  params: {
    style: choice('Style', ['Dunes', 'Ridges', 'Lattice'], {
      default: 'Dunes',
      about: 'Lit land, a line for every moment of the sound, or a net of light',
    }),
    palette: choice('Palette', paletteNames, {
      default: 'Ember',
      about: 'The colours of land, air and sky',
    }),
    span: number('Span', {
      min: 2,
      max: 12,
      default: 4.5,
      unit: 'seconds',
      curve: 'exponential',
      smoothing: 0.5,
      about: 'Time that the land takes from the horizon to the viewer',
    }),
    height: number('Mountains', {
      default: 0.6,
      smoothing: 0.15,
      about: 'How high the sound raises the land',
    }),
    dunes: number('Dunes', { default: 0.5, smoothing: 0.3, about: 'Swell of the land in silence' }),
    water: number('Water', {
      default: 0.4,
      smoothing: 0.5,
      about: 'How far the valley is flooded',
    }),
    aurora: number('Aurora', { default: 0.6, about: 'The picture in the sky and on the slopes' }),
    weather: number('Weather', {
      default: 0.5,
      about: 'Mist, and sparks where the picture moves',
    }),
    travel: number('Travel', {
      default: 0.5,
      smoothing: 0.3,
      about: 'Moves of the camera over the bars, and its lift at a drop',
    }),
  },
  history: 'restart',
  load: () => import('./passes.ts'),
});
