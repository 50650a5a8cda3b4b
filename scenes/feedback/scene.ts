import { choice, number } from '../../engine/params/declaration.ts';
import { paletteNames } from '../../engine/stage/palettes.ts';
import { defineScene } from '../../engine/stage/scene.ts';

/** Video feedback: ink drawn by the camera drifts, turns and grows in a loop that never settles. */
export default defineScene({
  name: 'feedback',
  label: 'Feedback',
  about: 'Your outline becomes ink in a loop that drifts, turns and grows; kicks send rings.',
  inputs: ['luma', 'motion', 'flow', 'waveform'],
  params: {
    palette: choice('Palette', paletteNames, {
      default: 'Ember',
      about: 'The colours that the ink is taken from',
    }),
    ink: number('Ink', { default: 0.6, about: 'How much the picture draws into the loop' }),
    zoom: number('Zoom', {
      min: -1,
      max: 1,
      default: 0.16,
      unit: 'ratio',
      smoothing: 0.15,
      about: 'Growth of the loop in a second: outwards above 0, into the depth below',
    }),
    turn: number('Turn', {
      min: -60,
      max: 60,
      default: 4,
      unit: 'degrees',
      smoothing: 0.15,
      about: 'Rotation of the loop in a second',
    }),
    flow: number('Flow', { default: 0.45, about: 'Currents that carry the ink' }),
    trail: number('Trails', {
      min: 0.3,
      max: 12,
      default: 3.5,
      unit: 'seconds',
      curve: 'exponential',
      about: 'Time until the ink has faded',
    }),
    sharp: number('Growth', { default: 0.5, about: 'From smoke to veins that grow by themselves' }),
    hue: number('Hue drift', {
      min: -90,
      max: 90,
      default: 14,
      unit: 'degrees',
      about: 'Turn of the hue in a second as the ink grows old',
    }),
    pulse: number('Pulse', { default: 0.6, about: 'Force of rings and kicks with the sound' }),
  },
  history: 'restart',
  load: () => import('./passes.ts'),
});
