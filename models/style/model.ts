import type { Size, Unit01 } from '../../engine/core/units.ts';
import { defineModel } from '../../engine/inference/picture-net.ts';
import { StyleDirector } from './director.ts';
import { styleGraph } from './graph.ts';
import { CODE_SIZE, STYLE_NUMBERS, STYLES_AT_ONCE } from './net-shape.ts';
import { styleParams } from './params.ts';

/** Sides of the net's picture are multiples of this, so that its layers fit; `multiple` of net.py. */
const MULTIPLE = 8;
const SHORTEST = 16;
/** Longer side of the net's picture, by the least detail for which there is time for it. */
const LONG_SIDES: readonly (readonly [detail: Unit01, side: number])[] = [
  [0.6, 640],
  [0.4, 512],
  [0.2, 384],
  [0.08, 256],
  [0.02, 192],
  [0, 128],
];

/** The picture's size, its longer side no longer than `side`, in multiples that the net takes. */
export function sizeWithin({ width, height }: Size, side: number): Size {
  const scale = Math.min(1, side / Math.max(width, height));
  const whole = (extent: number) =>
    Math.max(SHORTEST, Math.round((extent * scale) / MULTIPLE) * MULTIPLE);
  return { width: whole(width), height: whole(height) };
}

/** The style net S: repaints the picture in any blend of styles. */
export default defineModel({
  name: 'style',
  label: 'Style',
  about: 'Repaints the picture in any blend of styles',
  priority: 2,
  rate: Number.POSITIVE_INFINITY,
  standIn: 'picture',
  shown: 'over',
  params: styleParams,
  numbers: { codes: STYLES_AT_ONCE * CODE_SIZE, offsets: STYLES_AT_ONCE * STYLE_NUMBERS },
  createDirector: () => new StyleDirector(),
  outputSize(picture, detail) {
    const [, side = 0] = LONG_SIDES.find(([least]) => detail >= least) ?? [];
    return sizeWithin(picture, side);
  },
  sizes(picture) {
    const longest = Math.max(picture.width, picture.height);
    const sides = LONG_SIDES.map(([, side]) => side).filter((side) => side <= longest);
    return sides.reverse().map((side) => sizeWithin(picture, side));
  },
  async load(weights) {
    const loaded = await weights(new URL('./weights.s.safetensors', import.meta.url).href);
    return { graph: (sizes) => styleGraph(loaded, sizes) };
  },
});
