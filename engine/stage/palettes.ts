/** Lightness 0..1, chroma and hue in degrees of Oklab: one stop of a palette. */
export type OklchStop = readonly [lightness: number, chroma: number, hueDegrees: number];

/** Stops of a ramp, evenly spaced from the darkest to the lightest. */
export const STOPS_PER_RAMP = 5;

/** A composed set of colours: a ramp to paint with and a second one that answers it. */
export interface Palette {
  readonly name: string;
  /** Depth, shadow, body, light, highlight. */
  readonly ramp: readonly OklchStop[];
  /** The same five places in the hue that stands against it: accents and surprises. */
  readonly accent: readonly OklchStop[];
}

/**
 * The palettes that scenes share, so that two decks can wear the same colours. Hue turns with
 * lightness (shadows cool or dull, lights warm or clear), and chroma peaks in the middle, as in
 * pigments; the accent stands across the circle from the body.
 * @source Lightness, chroma and hue of Oklab: B. Ottosson, "A perceptual color space for image
 * processing" (2020). Chosen by eye.
 */
export const palettes: readonly Palette[] = [
  {
    name: 'Ink and bone',
    ramp: [
      [0.14, 0.035, 275],
      [0.3, 0.12, 272],
      [0.5, 0.16, 262],
      [0.75, 0.075, 235],
      [0.96, 0.025, 85],
    ],
    accent: [
      [0.16, 0.04, 20],
      [0.36, 0.14, 28],
      [0.62, 0.21, 34],
      [0.78, 0.14, 55],
      [0.96, 0.04, 85],
    ],
  },
  {
    name: 'Ember',
    ramp: [
      [0.13, 0.03, 330],
      [0.31, 0.11, 15],
      [0.55, 0.19, 36],
      [0.77, 0.15, 66],
      [0.96, 0.05, 95],
    ],
    accent: [
      [0.16, 0.03, 230],
      [0.36, 0.075, 215],
      [0.6, 0.11, 205],
      [0.8, 0.09, 195],
      [0.97, 0.03, 190],
    ],
  },
  {
    name: 'Aurora',
    ramp: [
      [0.14, 0.03, 230],
      [0.33, 0.07, 195],
      [0.58, 0.13, 165],
      [0.83, 0.14, 160],
      [0.97, 0.04, 190],
    ],
    accent: [
      [0.16, 0.05, 310],
      [0.38, 0.16, 320],
      [0.6, 0.22, 335],
      [0.78, 0.14, 345],
      [0.96, 0.03, 350],
    ],
  },
  {
    name: 'Tide',
    ramp: [
      [0.13, 0.03, 255],
      [0.31, 0.075, 235],
      [0.55, 0.105, 215],
      [0.8, 0.1, 195],
      [0.97, 0.025, 170],
    ],
    accent: [
      [0.16, 0.04, 0],
      [0.4, 0.13, 15],
      [0.66, 0.18, 25],
      [0.82, 0.11, 40],
      [0.96, 0.04, 75],
    ],
  },
  {
    name: 'Orchid',
    ramp: [
      [0.13, 0.05, 310],
      [0.31, 0.14, 305],
      [0.52, 0.2, 330],
      [0.77, 0.13, 355],
      [0.96, 0.03, 30],
    ],
    accent: [
      [0.17, 0.03, 120],
      [0.42, 0.09, 115],
      [0.7, 0.15, 112],
      [0.87, 0.15, 110],
      [0.97, 0.06, 105],
    ],
  },
  {
    name: 'Brass',
    ramp: [
      [0.13, 0.025, 50],
      [0.32, 0.07, 55],
      [0.56, 0.115, 72],
      [0.79, 0.13, 86],
      [0.97, 0.04, 98],
    ],
    accent: [
      [0.15, 0.05, 268],
      [0.34, 0.15, 264],
      [0.54, 0.19, 260],
      [0.76, 0.11, 250],
      [0.96, 0.03, 240],
    ],
  },
  {
    name: 'Silver',
    ramp: [
      [0.12, 0.008, 260],
      [0.32, 0.014, 255],
      [0.56, 0.018, 245],
      [0.8, 0.014, 220],
      [0.98, 0.006, 100],
    ],
    accent: [
      [0.15, 0.05, 20],
      [0.36, 0.14, 25],
      [0.58, 0.22, 27],
      [0.75, 0.16, 35],
      [0.97, 0.03, 60],
    ],
  },
];

/** Names of the palettes, for a `choice` parameter. */
export const paletteNames: readonly string[] = palettes.map(({ name }) => name);

const RADIANS = Math.PI / 180;

/** Writes a stop as Oklab (lightness, a, b) at `offset`. */
export function writeOklab([lightness, chroma, hue]: OklchStop, into: number[], offset: number) {
  into[offset] = lightness;
  into[offset + 1] = chroma * Math.cos(hue * RADIANS);
  into[offset + 2] = chroma * Math.sin(hue * RADIANS);
}
