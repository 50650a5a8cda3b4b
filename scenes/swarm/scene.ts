import { choice, number } from '../../engine/params/declaration.ts';
import { paletteNames } from '../../engine/stage/palettes.ts';
import { defineScene } from '../../engine/stage/scene.ts';
import { formationNames } from './formations.ts';

/** A million points of light that gather into whoever stands before the camera. */
export default defineScene({
  name: 'swarm',
  label: 'Swarm',
  about: 'A million lights: they gather into you, move as you move, and burst at the drop.',
  inputs: ['picture', 'luma', 'motion', 'flow', 'spectrogram', 'waveform'],
  params: {
    palette: choice('Palette', paletteNames, {
      default: 'Ember',
      about: 'Colours of the lights; a change fades in',
    }),
    formation: choice('Formation', formationNames, {
      default: 'with the bars',
      about: 'What the lights gather into; with the bars, the music decides',
    }),
    gather: number('Gather', {
      default: 0.7,
      about: 'How firmly the lights hold their formation; at 0 they drift',
    }),
    wander: number('Wander', {
      min: 0,
      max: 2,
      default: 0.6,
      unit: 'ratio',
      about: 'Strength of the wind that carries them about',
    }),
    punch: number('Beat force', {
      min: 0,
      max: 3,
      default: 1,
      unit: 'ratio',
      about: 'How hard kicks push waves through the swarm',
    }),
    trail: number('Trail', {
      min: 0.03,
      max: 4,
      default: 0.12,
      unit: 'seconds',
      curve: 'exponential',
      about: 'Time until the track of a light has faded to a third',
    }),
    depth: number('Depth', {
      default: 0.6,
      about: 'From a flat picture to a figure in space, with near and far out of focus',
    }),
    colour: number('Picture colour', {
      default: 0.35,
      about: 'From the palette alone to the colours of the picture',
    }),
    light: number('Light', {
      min: -2,
      max: 2,
      default: 0,
      unit: 'stops',
      about: 'Brightness of the swarm',
    }),
  },
  history: 'restart',
  load: () => import('./passes.ts'),
});
