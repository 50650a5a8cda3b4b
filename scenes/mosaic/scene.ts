import { number } from '../../engine/params/declaration.ts';
import { defineScene } from '../../engine/stage/scene.ts';

/** The painted picture laid in stone and glass that tilts in the light. */
export default defineScene({
  name: 'mosaic',
  label: 'Mosaic',
  about: 'Your picture in the chosen styles, laid in glass and gold; kicks run through the stones.',
  inputs: ['net.style', 'luma', 'motion'],
  params: {
    stones: number('Stones', {
      min: 14,
      max: 110,
      default: 40,
      unit: 'count',
      curve: 'exponential',
      smoothing: 0.4,
      about: 'Stones along the height',
    }),
    order: number('Order', {
      default: 0.35,
      about: 'From broken stones to a regular setting',
    }),
    joint: number('Joints', { default: 0.22, about: 'Width of the joints between the stones' }),
    tilt: number('Tilt', { default: 0.4, about: 'How unevenly the stones are set in the light' }),
    gold: number('Gold', { default: 0.25, about: 'Share of stones that are gold leaf' }),
    lift: number('Lift', { default: 0.6, about: 'How far movement lifts stones out of the wall' }),
    pulse: number('Pulse', { default: 0.6, about: 'Force of the waves that kicks send through' }),
  },
  history: 'none',
  load: () => import('./passes.ts'),
});
