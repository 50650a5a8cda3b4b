import { number } from '../../engine/params/declaration.ts';
import { defineScene } from '../../engine/stage/scene.ts';

/** The painted picture put on canvas stroke by stroke, wet enough to be carried by what moves. */
export default defineScene({
  name: 'paint',
  label: 'Wet paint',
  about:
    'Your picture in the chosen styles, laid down stroke by stroke on the beat, and still wet.',
  inputs: ['net.style', 'luma', 'motion', 'flow'],
  params: {
    stroke: number('Stroke', {
      min: 0.02,
      max: 0.2,
      default: 0.09,
      unit: 'ratio',
      curve: 'exponential',
      smoothing: 0.3,
      about: 'Length of the broadest strokes, as a share of the height',
    }),
    pace: number('Pace', {
      min: 0.25,
      max: 4,
      default: 1,
      unit: 'ratio',
      curve: 'exponential',
      smoothing: 0,
      about: 'How often the canvas is painted over: once in two bars at 1',
    }),
    fresh: number('Fresh', {
      default: 0.3,
      about: 'The picture as the net paints it, under the strokes; at 1 it alone',
    }),
    wet: number('Wetness', {
      default: 0.6,
      about: 'How far movement and currents drag the paint before it dries',
    }),
    drift: number('Currents', { default: 0.35, about: 'Slow currents in the wet paint' }),
    relief: number('Relief', { default: 0.45, about: 'From flat colour to thick ridges of paint' }),
    canvas: number('Canvas', { default: 0.3, about: 'How much of the weave shows through' }),
    pulse: number('Pulse', {
      default: 0.5,
      about: 'How hard kicks push the paint and lift its light',
    }),
  },
  history: 'restart',
  load: () => import('./passes.ts'),
});
