/** A bed: styles through which the code walks in a ring, bar by bar. */
export interface Bed {
  readonly label: string;
  /** Names of built-in styles. */
  readonly styles: readonly string[];
}

/** The beds, in the order of the parameter `bed`. */
export const beds: readonly Bed[] = [
  { label: 'Night sea', styles: ['starry-night', 'great-wave', 'shipwreck', 'marbled'] },
  { label: 'Gardens', styles: ['footbridge', 'pink-cloud', 'cypresses', 'pointillism'] },
  {
    label: 'Expressionists',
    styles: ['the-scream', 'the-visit', 'two-poplars', 'bewitched-mill', 'political-drama'],
  },
  { label: 'Cubists', styles: ['udnie', 'checkerboard', 'composition-viii', 'cut-paper'] },
  { label: 'Glass and neon', styles: ['stained-glass', 'neon', 'mosaic', 'primavesi'] },
  { label: 'Print shop', styles: ['woodcut', 'engraving', 'halftone', 'amphora'] },
  { label: 'Soft ground', styles: ['pastel', 'charcoal', 'palazzo', 'impasto', 'serape'] },
];

/** A point of a parameter set: what {@link presets} moves, by parameter name. */
export interface Preset {
  readonly label: string;
  /** Faders of built-in styles; all others go to 0. */
  readonly styles: Readonly<Record<string, number>>;
  /** Other parameters of the net; those that are not named stay. */
  readonly look: Readonly<Record<string, number>>;
}

/** Presets, in the order of the parameter `preset` behind "none". */
export const presets: readonly Preset[] = [
  {
    label: 'Oil at night',
    styles: { 'starry-night': 1, impasto: 0.4 },
    look: { strength: 1, colours: 0, detail: 0.6, mask: 0, bedShare: 0 },
  },
  {
    label: 'Woodblock',
    styles: { 'great-wave': 1, woodcut: 0.5 },
    look: { strength: 1, colours: 0, detail: 1, mask: 0, bedShare: 0 },
  },
  {
    label: 'Etching',
    styles: { engraving: 1, charcoal: 0.3 },
    look: { strength: 1, colours: 0, detail: 1.2, mask: 0, bedShare: 0 },
  },
  {
    label: 'Window',
    styles: { 'stained-glass': 1, neon: 0.35 },
    look: { strength: 1, colours: 0.25, detail: 0.8, mask: 0, bedShare: 0 },
  },
  {
    label: 'True colours',
    styles: { udnie: 0.6, cypresses: 0.8 },
    look: { strength: 1, colours: 0.85, detail: 1, mask: 0, bedShare: 0 },
  },
  {
    label: 'Painted dancers',
    styles: { 'the-scream': 0.7, 'political-drama': 0.8 },
    look: { strength: 1, colours: 0, detail: 1, mask: 1, level: 0.2, bedShare: 0 },
  },
  {
    label: 'Painted room',
    styles: { primavesi: 1, footbridge: 0.5 },
    look: { strength: 1, colours: 0, detail: 1, mask: 2, level: 0.2, bedShare: 0 },
  },
];
