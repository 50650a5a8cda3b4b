import { number } from '../params/declaration.ts';
import { defineEffect } from './effect.ts';
import { effectShader } from './passes/effect-shader.ts';

/** The picture on a tube: curved glass, lines, a colour mask, and faults that the sound shakes. */
export default defineEffect({
  name: 'crt',
  label: 'Tube screen',
  about: 'A tube: curved glass, lines, a colour mask, and faults that the sound shakes.',
  params: {
    lines: number('Lines', {
      min: 60,
      max: 480,
      default: 144,
      curve: 'exponential',
      unit: 'count',
      about: 'Lines of the tube over the picture height.',
    }),
    scan: number('Scan', { default: 0.75, about: 'How dark it is between the lines.' }),
    mask: number('Mask', { default: 0.6, about: 'How far red, green and blue stand apart.' }),
    curve: number('Curve', { default: 0.6, about: 'Curvature of the glass.' }),
    fault: number('Fault', { default: 0.35, about: 'How badly it is tuned.' }),
  },
  shader: effectShader('crt'),
});
