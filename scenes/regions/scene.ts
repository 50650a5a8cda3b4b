import { choice, number } from '../../engine/params/declaration.ts';
import { paletteNames } from '../../engine/stage/palettes.ts';
import { defineScene } from '../../engine/stage/scene.ts';

/** What cuts the paper, in the order of the parameter `cut`. */
export const cuts = ['light', 'motion', 'middle'] as const;

/** The painted picture torn into sheets of paper, each treated in its own way. */
export default defineScene({
  name: 'regions',
  label: 'Torn paper',
  about:
    'Your picture torn into sheets: painted, printed in two inks, and drawn, by light or motion.',
  inputs: ['net.style', 'picture', 'luma', 'motion'],
  params: {
    palette: choice('Palette', paletteNames, {
      default: 'Ink and bone',
      about: 'Inks and papers of the sheets that are not painted; a change fades in',
    }),
    cut: choice('Cut by', cuts, {
      about: 'What tears the sheets: light, motion, or how near the middle it is',
    }),
    low: number('Lower sheet', { default: 0.34, smoothing: 0.2, about: 'Where the ground ends' }),
    high: number('Upper sheet', { default: 0.66, smoothing: 0.2, about: 'Where the top begins' }),
    tear: number('Tear', { default: 0.35, about: 'From clean cuts to ragged, fibrous edges' }),
    depth: number('Depth', { default: 0.5, about: 'How high the sheets lie over each other' }),
    ink: number('Ink', { default: 0.5, about: 'Screen and hatching of the printed sheets' }),
    pulse: number('Pulse', { default: 0.5, about: 'How far the sound moves edges and shadows' }),
  },
  history: 'restart',
  load: () => import('./passes.ts'),
});
