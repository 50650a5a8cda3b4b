import { number } from '../../../engine/params/declaration.ts';
import { defineScene } from '../../../engine/stage/scene.ts';

export default defineScene({
  name: 'ripple',
  label: 'Ripple',
  about: 'The picture seen through water that the kick drum stirs.',
  inputs: ['picture'],
  params: {
    depth: number('Depth', { default: 0.4, about: 'How far the waves bend the picture' }),
    waves: number('Waves', { min: 2, max: 60, default: 18, unit: 'count', curve: 'exponential' }),
  },
  history: 'none',
  load: () => import('./passes.ts'),
});
