import { choice, number } from '../params/declaration.ts';
import { defineEffect, type EffectBody, type EffectGpu } from './effect.ts';
import { effectShader } from './passes/effect-shader.ts';

const THREADS = 64;
const DIRECTIONS = ['right', 'left', 'down', 'up'];
/** Index of the first direction that goes along columns. */
const FIRST_UPRIGHT = 2;

async function build({ scope, size, source, target }: EffectGpu): Promise<EffectBody> {
  const step = await scope.compute(effectShader('pixel-sort'));
  const sort = step.bind({ source, sorted: target });
  return {
    encode(frame, param) {
      const upright = Math.round(param('direction')) >= FIRST_UPRIGHT;
      const lines = upright ? size.width : size.height;
      const pixels = upright ? size.height : size.width;
      const longest = Math.max(2, Math.floor(param('stretch') * size.height));
      frame.dispatch(sort, lines / THREADS, Math.ceil(pixels / longest) + 1);
    },
  };
}

/** Pixels of a band of tones are put in order of brightness, line by line. */
export default defineEffect({
  name: 'pixel-sort',
  label: 'Pixel sort',
  about: 'Pixels of a band of tones are put in order of brightness, line by line.',
  params: {
    direction: choice('Direction', DIRECTIONS, {
      default: 'down',
      about: 'Where the brightest pixels go.',
    }),
    dark: number('Dark end', { default: 0.3, about: 'Darkest tone that is sorted.' }),
    bright: number('Bright end', { default: 0.85, about: 'Brightest tone that is sorted.' }),
    stretch: number('Stretch', {
      min: 0.02,
      max: 1,
      default: 0.35,
      curve: 'exponential',
      unit: 'ratio',
      about: 'Longest run that is sorted, as a share of the picture height.',
    }),
    kick: number('Kick', { default: 0.3, about: 'How far a kick widens the band.' }),
  },
  build,
});
