/** Colour ramps from dark to light, by index of the choice and of `shaders/lib/ramps.wgsl`. */
export const ramps: readonly string[] = [
  'grey',
  'amber',
  'handheld',
  'magenta and cyan',
  'sunset',
  'ice',
  'ember',
  'orchid',
  'forest',
  'vapour',
];
