import { NET_FIELDS } from '../../engine/inference/picture-net.ts';
import { builtInStyles } from './built-in.ts';

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

/** Everything as it is when nothing is said of it. */
const PLAIN = { strength: 1, colours: 0, detail: 1, mask: 0, regions: 0, bedShare: 0 };
const field = (name: (typeof NET_FIELDS)[number]) => NET_FIELDS.indexOf(name);
const styleAt = (name: string) => builtInStyles.findIndex((style) => style.name === name);

/** Presets, in the order of the parameter `preset` behind "none". */
export const presets: readonly Preset[] = [
  {
    label: 'Oil at night',
    styles: { 'starry-night': 1, impasto: 0.4 },
    look: { ...PLAIN, detail: 0.6 },
  },
  { label: 'Woodblock', styles: { 'great-wave': 1, woodcut: 0.5 }, look: PLAIN },
  {
    label: 'Etching',
    styles: { engraving: 1, charcoal: 0.3 },
    look: { ...PLAIN, detail: 1.2 },
  },
  {
    label: 'Window',
    styles: { 'stained-glass': 1, neon: 0.35 },
    look: { ...PLAIN, colours: 0.25, detail: 0.8 },
  },
  {
    label: 'True colours',
    styles: { udnie: 0.6, cypresses: 0.8 },
    look: { ...PLAIN, colours: 0.85 },
  },
  {
    label: 'Painted dancers',
    styles: { 'the-scream': 0.7, 'political-drama': 0.8 },
    look: { ...PLAIN, mask: field('moving'), level: 0.2 },
  },
  {
    label: 'Painted room',
    styles: { primavesi: 1, footbridge: 0.5 },
    look: { ...PLAIN, mask: field('still'), level: 0.2 },
  },
  {
    label: 'Neon dancer at sea',
    styles: { 'great-wave': 1, shipwreck: 0.4 },
    look: { ...PLAIN, regions: field('figure'), second: styleAt('neon'), split: 0.3, soft: 0.15 },
  },
  {
    label: 'Two halves',
    styles: { udnie: 1 },
    look: {
      ...PLAIN,
      regions: field('right'),
      second: styleAt('engraving'),
      split: 0.5,
      soft: 0.02,
    },
  },
  {
    label: 'Light on glass',
    styles: { charcoal: 1, engraving: 0.4 },
    look: {
      ...PLAIN,
      regions: field('bright'),
      second: styleAt('stained-glass'),
      split: 0.5,
      soft: 0.2,
    },
  },
];
