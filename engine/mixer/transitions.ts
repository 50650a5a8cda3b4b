/** Ways from deck A to deck B, by index of the choice and of `shaders/mixer/transition.wgsl`. */
export const transitions: readonly string[] = [
  'dissolve',
  'wipe',
  'iris',
  'luma',
  'push',
  'zoom',
  'blinds',
  'clock',
  'blocks',
  'dip to black',
];
