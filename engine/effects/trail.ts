import { PICTURE_FORMAT } from '../gpu/gpu-context.ts';
import { choice, number } from '../params/declaration.ts';
import { defineEffect, type EffectBody, type EffectGpu } from './effect.ts';
import { effectShader } from './passes/effect-shader.ts';
import { showMixed } from './passes/show-mixed.ts';

async function build(gpu: EffectGpu): Promise<EffectBody> {
  const { scope, size, source } = gpu;
  const history = ['even', 'odd'].map((label) =>
    scope.texture({ label, size, format: PICTURE_FORMAT }),
  );
  const [even = source, odd = source] = history;
  const step = await scope.draw(effectShader('trail'), { format: PICTURE_FORMAT });
  const turns = [
    { trail: step.bind({ source, before: odd }), view: even.createView() },
    { trail: step.bind({ source, before: even }), view: odd.createView() },
  ];
  const shows = [await showMixed(gpu, even), await showMixed(gpu, odd)];
  let turn = 0;
  let begun = false;
  return {
    encode(frame, param) {
      // A trail begins with the picture, not with black.
      if (!begun) frame.copy(source, odd);
      begun = true;
      const now = turns[turn];
      if (now) frame.draw(now.trail, now.view);
      shows[turn]?.encode(frame, param);
      turn = 1 - turn;
    },
  };
}

/** What moves leaves a trail that fades, grows, turns and changes its hue. */
export default defineEffect({
  name: 'trail',
  label: 'Trail',
  about: 'What moves leaves a trail that fades, grows, turns and changes its hue.',
  params: {
    decay: number('Decay', {
      min: 0.05,
      max: 8,
      default: 0.9,
      curve: 'exponential',
      unit: 'seconds',
      about: 'Time in which the trail fades to a tenth.',
    }),
    zoom: number('Zoom', {
      min: -1,
      max: 1,
      default: 0.25,
      unit: 'ratio',
      about: 'Growth of the trail in a second; below 0 it shrinks.',
    }),
    rotate: number('Rotate', {
      min: -180,
      max: 180,
      default: 6,
      unit: 'degrees',
      about: 'Turn of the trail in a second.',
    }),
    hue: number('Hue drift', {
      min: -360,
      max: 360,
      default: 60,
      unit: 'degrees',
      about: 'Change of the trail’s hue in a second.',
    }),
    style: choice('Style', ['light', 'dark', 'ghost'], {
      default: 'light',
      about: 'What leaves a trail: what is bright, what is dark, or everything.',
    }),
  },
  build,
});
