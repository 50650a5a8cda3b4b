import { PICTURE_FORMAT } from '../gpu/gpu-context.ts';
import { number } from '../params/declaration.ts';
import { defineEffect, type EffectBody, type EffectGpu } from './effect.ts';
import { effectShader } from './passes/effect-shader.ts';

/** Place of the beat in the frame uniform, as in `shaders/lib/frame.wgsl`. */
const BEAT = 2;

async function build({ scope, size, source, target }: EffectGpu): Promise<EffectBody> {
  const held = scope.texture({ label: 'held', size, format: PICTURE_FORMAT });
  const step = await scope.draw(effectShader('stutter'), { format: PICTURE_FORMAT });
  const show = step.bind({ source, held });
  const view = target.createView();
  let slot: number | null = null;
  return {
    encode(frame, param) {
      const beat = scope.context.frameUniform.values[BEAT] ?? 0;
      const now = Math.floor(beat * param('rate'));
      if (now !== slot) frame.copy(source, held);
      slot = now;
      frame.draw(show, view);
    },
  };
}

/** Catches a picture on the beat and holds it, in time with the music. */
export default defineEffect({
  name: 'stutter',
  label: 'Stutter',
  about: 'Catches a picture on the beat and holds it, in time with the music.',
  params: {
    rate: number('Rate', {
      min: 0.25,
      max: 8,
      default: 2,
      curve: 'exponential',
      smoothing: 0,
      unit: 'ratio',
      about: 'Pictures that are caught in a beat.',
    }),
    hold: number('Hold', {
      default: 1,
      about: 'Share of the time for which the picture is held; the rest runs.',
    }),
    ghost: number('Ghost', {
      default: 0.25,
      about: 'How much of what runs on shines through the held picture.',
    }),
    zoom: number('Zoom', {
      max: 0.5,
      default: 0.05,
      unit: 'ratio',
      about: 'How far the held picture grows until the next.',
    }),
  },
  build,
});
