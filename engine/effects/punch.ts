import { number } from '../params/declaration.ts';
import { defineEffect } from './effect.ts';
import { effectShader } from './passes/effect-shader.ts';

/** On a kick the picture jumps towards the viewer, shakes, and streaks outwards. */
export default defineEffect({
  name: 'punch',
  label: 'Punch',
  about: 'On a kick the picture jumps towards the viewer, shakes, and streaks outwards.',
  params: {
    zoom: number('Zoom', {
      max: 1,
      default: 0.18,
      unit: 'ratio',
      about: 'How far the picture jumps.',
    }),
    shake: number('Shake', { default: 0.3, about: 'How far it shakes.' }),
    streak: number('Streak', { default: 0.5, about: 'How far it streaks outwards.' }),
    beat: number('Beat', {
      default: 0.5,
      about: 'Hit by the kicks of the sound at 0, by every beat of the clock at 1.',
    }),
  },
  shader: effectShader('punch'),
});
