import { PICTURE_FORMAT } from '../gpu/gpu-context.ts';
import { choice, number } from '../params/declaration.ts';
import { defineEffect, type EffectBody, type EffectGpu } from './effect.ts';
import { effectShader } from './passes/effect-shader.ts';

const PAINTED = 'net.style';

async function build({ scope, source, target, input }: EffectGpu): Promise<EffectBody> {
  const step = await scope.draw(effectShader('overpaint'), { format: PICTURE_FORMAT });
  const bound = step.bind({ source, painted: input(PAINTED) });
  const view = target.createView();
  return { encode: (frame) => frame.draw(bound, view) };
}

/** The picture in its style, painted over whatever the deck shows. */
export default defineEffect({
  name: 'overpaint',
  label: 'Overpaint',
  about:
    'Paints the picture in the chosen styles over the deck: everywhere, by light, or in colour.',
  inputs: [PAINTED],
  params: {
    key: choice('Key', ['everywhere', 'lights', 'darks', 'colours'], {
      default: 'lights',
      about: 'Where the paint goes: everywhere, the deck’s lights or darks, or its colours alone.',
    }),
    level: number('Level', {
      default: 0.35,
      about: 'Brightness of the deck where the paint begins.',
    }),
    soft: number('Softness', { default: 0.4, about: 'From a hard edge to a long fade.' }),
  },
  build,
});
