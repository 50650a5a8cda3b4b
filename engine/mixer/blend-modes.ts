/**
 * Blend modes of the mixer, by index of the choice and of `shaders/mixer/blend.wgsl`.
 * @source W3C, Compositing and Blending Level 1, 2024, sections 9.1 to 10; `plus-lighter` from
 * Level 2
 */
export const blendModes: readonly string[] = [
  'normal',
  'multiply',
  'screen',
  'overlay',
  'darken',
  'lighten',
  'color-dodge',
  'color-burn',
  'hard-light',
  'soft-light',
  'difference',
  'exclusion',
  'hue',
  'saturation',
  'color',
  'luminosity',
  'plus-lighter',
];
