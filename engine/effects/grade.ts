import { PICTURE_FORMAT } from '../gpu/gpu-context.ts';
import { choice, number } from '../params/declaration.ts';
import { defineEffect, type EffectBody, type EffectGpu } from './effect.ts';
import { effectShader } from './passes/effect-shader.ts';

/** By index of the choice and of `shaders/lib/grade-looks.wgsl`. */
const LOOKS = [
  'neutral',
  'teal and orange',
  'bleach bypass',
  'noir',
  'infrared',
  'sepia',
  'acid',
  'moonlight',
  'cross process',
  'thermal',
];

const TABLE_SIDE = 32;
const TABLE_WORKGROUP_SIDE = 4;

async function build({ scope, source, target }: EffectGpu): Promise<EffectBody> {
  const table = scope.texture({
    label: 'table',
    size: { width: TABLE_SIDE, height: TABLE_SIDE },
    layers: TABLE_SIDE,
    dimension: '3d',
    format: PICTURE_FORMAT,
  });
  const [fill, grade] = await Promise.all([
    scope.compute(effectShader('grade-table')),
    scope.draw(effectShader('grade'), { format: PICTURE_FORMAT }),
  ]);
  const filled = fill.bind({ table });
  const graded = grade.bind({ source, table });
  const view = target.createView();
  const groups = TABLE_SIDE / TABLE_WORKGROUP_SIDE;
  let look: number | null = null;
  return {
    encode(frame, param) {
      if (look !== param('look')) frame.dispatch(filled, groups, groups, groups);
      look = param('look');
      frame.draw(graded, view);
    },
  };
}

/** Colour grade with film-like looks: lift, gamma, gain, saturation, temperature. */
export default defineEffect({
  name: 'grade',
  label: 'Colour grade',
  about: 'Lift, gamma, gain, saturation and temperature, and a look on top.',
  params: {
    look: choice('Look', LOOKS, {
      default: 'teal and orange',
      about: 'A look that colours the whole picture.',
    }),
    strength: number('Strength', { default: 0.85, about: 'How strong the look is.' }),
    temperature: number('Temperature', {
      min: -1,
      max: 1,
      default: 0,
      about: 'Cool below 0, warm above.',
    }),
    saturation: number('Saturation', {
      max: 2,
      default: 1,
      unit: 'ratio',
      about: 'Grey at 0, as it is at 1.',
    }),
    lift: number('Lift', {
      min: -0.2,
      max: 0.2,
      default: 0,
      about: 'Raises or lowers the shadows.',
    }),
    gamma: number('Gamma', {
      min: 0.4,
      max: 2.5,
      default: 1,
      curve: 'exponential',
      unit: 'ratio',
      about: 'Brightens or darkens the middle tones.',
    }),
    gain: number('Gain', { min: -3, max: 3, default: 0, unit: 'stops', about: 'Exposure.' }),
  },
  build,
});
