import { clamp, smoothingShare } from '../../core/numeric.ts';
import { decodeSrgb } from '../../core/srgb.ts';
import type { Seconds, Size, Unit01 } from '../../core/units.ts';

/**
 * Numbers of the picture that goes in, computed on the processor from a tiny copy of it. The GPU's
 * own features (`features/video/`) are pictures and stay there; these are what followers and the
 * music hear of the picture.
 */

/** Size of the tiny copy: the whole image, squeezed. */
export const LOOK_SIZE: Size = { width: 32, height: 18 };
/** Bytes of the tiny copy, RGBA rows of sRGB from the top. */
export const LOOK_BYTES = LOOK_SIZE.width * LOOK_SIZE.height * 4;
/** Time from one look at the picture to the next. */
export const LOOK_INTERVAL: Seconds = 0.08;

/** One number of the picture. */
export interface PictureFeature {
  /** By which a follower names it. */
  readonly name: string;
  readonly about: string;
  readonly unit: string;
  /** Time constant with which it follows the looks. */
  readonly smoothing: Seconds;
}

/** Every number of the picture, 0 to 1, in the order in which they are written. */
export const PICTURE_FEATURES = [
  { name: 'picture-brightness', unit: 'mean luma', smoothing: 0.2, about: 'How light it is' },
  {
    name: 'picture-contrast',
    unit: 'twice the standard deviation of luma',
    smoothing: 0.2,
    about: 'How far light and dark lie apart',
  },
  {
    name: 'picture-saturation',
    unit: 'mean OKLab chroma, 0.2 is 1',
    smoothing: 0.2,
    about: 'How much colour there is',
  },
  {
    name: 'picture-hue',
    unit: 'turns of the OKLab hue: red 0.08, yellow 0.3, green 0.4, blue 0.73',
    smoothing: 0.5,
    about: 'The hue of most of its colour',
  },
  {
    name: 'picture-hue-certainty',
    unit: 'share of the chroma that points one way',
    smoothing: 0.5,
    about: 'How far its colours agree on that hue',
  },
  {
    name: 'picture-warmth',
    unit: '0 blue, 0.5 neutral, 1 orange',
    smoothing: 0.5,
    about: 'Cold or warm light',
  },
  {
    name: 'picture-motion',
    unit: 'mean change of luma a second, 0.25 is 1',
    smoothing: 0.15,
    about: 'How much moves',
  },
  {
    name: 'picture-motion-x',
    unit: '0 left, 1 right',
    smoothing: 0.15,
    about: 'Where it moves, across; stays where it last was',
  },
  {
    name: 'picture-motion-y',
    unit: '0 bottom, 1 top',
    smoothing: 0.15,
    about: 'Where it moves, upwards; stays where it last was',
  },
  {
    name: 'picture-cut',
    unit: '1 at a cut, then falling',
    smoothing: 0.2,
    about: 'When another picture begins',
  },
] as const satisfies readonly PictureFeature[];

/** Places of the numbers by name, without their prefix. */
export const SEEN = {
  brightness: 0,
  contrast: 1,
  saturation: 2,
  hue: 3,
  certainty: 4,
  warmth: 5,
  motion: 6,
  motionX: 7,
  motionY: 8,
  cut: 9,
} as const;

/** What one look at the picture finds. */
export interface PictureReading {
  brightness: Unit01;
  contrast: Unit01;
  /** Means over the picture in OKLab: chroma, and its sum as a vector. */
  chroma: number;
  a: number;
  b: number;
  /** Luma's mean change a second. */
  motion: number;
  motionX: Unit01;
  motionY: Unit01;
  /** Another picture has begun since the look before. */
  cut: boolean;
}

/** A reading of nothing. */
export function blankReading(): PictureReading {
  return {
    brightness: 0,
    contrast: 0,
    chroma: 0,
    a: 0,
    b: 0,
    motion: 0,
    motionX: 0.5,
    motionY: 0.5,
    cut: false,
  };
}

const PIXELS = LOOK_SIZE.width * LOOK_SIZE.height;
/** Weights of luma. @source ITU-R BT.709-6, section 3.2 */
const LUMA = [0.2126 / 255, 0.7152 / 255, 0.0722 / 255] as const;
/** sRGB bytes in linear light. */
const LINEAR = Float32Array.from({ length: 256 }, (_, i) => decodeSrgb(i / 255));
/** Changes of a pixel's luma below this are noise of the camera. */
const NOISE = 2 / 255;
/** Mean change of luma, and share of the pixels that change, below which nothing is a cut. */
const LEAST_CUT = 0.05;
const BROAD_CUT = 0.35;
/** A cut changes the picture so many times as much as the looks before. */
const CUT_JUMP = 2.5;
/** Likeness (correlation of luma) of two pictures above which they are one that has moved. */
const ALIKE = 0.5;
/** Time constant of the usual change that a cut stands out of. */
const USUAL: Seconds = 0.4;

/** Colours of a tiny copy, into a reading. @source OKLab: Ottosson 2020, "A perceptual color space" */
export function readColours(pixels: Uint8ClampedArray, into: PictureReading): void {
  let [sum, squares, chroma, sumA, sumB] = [0, 0, 0, 0, 0];
  for (let i = 0; i < LOOK_BYTES; i += 4) {
    const [r8, g8, b8] = [pixels[i] ?? 0, pixels[i + 1] ?? 0, pixels[i + 2] ?? 0];
    const luma = LUMA[0] * r8 + LUMA[1] * g8 + LUMA[2] * b8;
    sum += luma;
    squares += luma * luma;
    const [red, green, blue] = [LINEAR[r8] ?? 0, LINEAR[g8] ?? 0, LINEAR[b8] ?? 0];
    const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
    const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
    const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
    const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
    const b = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
    chroma += Math.sqrt(a * a + b * b);
    sumA += a;
    sumB += b;
  }
  const mean = sum / PIXELS;
  into.brightness = clamp(mean, 0, 1);
  into.contrast = clamp(2 * Math.sqrt(Math.max(0, squares / PIXELS - mean * mean)), 0, 1);
  into.chroma = chroma / PIXELS;
  into.a = sumA / PIXELS;
  into.b = sumB / PIXELS;
}

/** Looks at one tiny copy after another. */
export class PictureSight {
  readonly reading: PictureReading = blankReading();
  #luma = new Float32Array(PIXELS);
  #before = new Float32Array(PIXELS);
  #hasBefore = false;
  #usual = 0;

  /** Forgets the picture before: the next one is of another source. */
  restart(): void {
    this.#hasBefore = false;
    this.#usual = 0;
    this.reading.motion = 0;
  }

  /**
   * Reads a picture.
   * @param pixels {@link LOOK_BYTES} bytes
   * @param interval time since the look before
   */
  look(pixels: Uint8ClampedArray, interval: Seconds): PictureReading {
    const { reading } = this;
    readColours(pixels, reading);
    [this.#before, this.#luma] = [this.#luma, this.#before];
    for (let i = 0; i < PIXELS; i++) {
      const at = i * 4;
      this.#luma[i] =
        LUMA[0] * (pixels[at] ?? 0) +
        LUMA[1] * (pixels[at + 1] ?? 0) +
        LUMA[2] * (pixels[at + 2] ?? 0);
    }
    reading.cut = false;
    if (this.#hasBefore) this.#compare(Math.max(interval, 1e-3));
    this.#hasBefore = true;
    return reading;
  }

  /** Motion, its centre, and whether it is rather another picture. */
  #compare(interval: Seconds): void {
    const { reading } = this;
    const { width, height } = LOOK_SIZE;
    let [sum, sumX, sumY, changed] = [0, 0, 0, 0];
    for (let i = 0; i < PIXELS; i++) {
      const change = Math.abs((this.#luma[i] ?? 0) - (this.#before[i] ?? 0)) - NOISE;
      if (change <= 0) continue;
      const x = i % width;
      changed += 1;
      sum += change;
      sumX += change * (x + 0.5);
      sumY += change * ((i - x) / width + 0.5);
    }
    const change = sum / PIXELS;
    reading.cut =
      changed > BROAD_CUT * PIXELS &&
      change > Math.max(LEAST_CUT, CUT_JUMP * this.#usual) &&
      this.#likeness() < ALIKE;
    // A cut is no motion: what moved before goes on.
    if (reading.cut) return;
    this.#usual += (change - this.#usual) * smoothingShare(interval, USUAL);
    reading.motion = change / interval;
    if (sum <= 0) return;
    reading.motionX = sumX / sum / width;
    reading.motionY = 1 - sumY / sum / height;
  }

  /** Correlation of the luma of this picture and the one before; 0 where one of them is plain. */
  #likeness(): number {
    let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0];
    for (let i = 0; i < PIXELS; i++) {
      const [x, y] = [this.#luma[i] ?? 0, this.#before[i] ?? 0];
      a += x;
      b += y;
      aa += x * x;
      bb += y * y;
      ab += x * y;
    }
    const spread = (aa - (a * a) / PIXELS) * (bb - (b * b) / PIXELS);
    return spread > 1e-6 ? (ab - (a * b) / PIXELS) / Math.sqrt(spread) : 0;
  }
}

/** Mean chroma that counts as a picture full of colour. */
const FULL_CHROMA = 0.2;
/** Mean chroma below which a picture is nearly grey and its hue means little. */
const LEAST_CHROMA = 0.02;
/** Luma's mean change a second that is full motion: twice that of a hand that waves in half the picture. */
const FULL_MOTION = 0.25;
/** The hue of warm light, and the mean chroma that way which is as warm as can be. */
const WARM_HUE = Math.PI / 3;
const FULL_WARMTH = 0.1;

/**
 * Lets the numbers follow the readings smoothly, each with its own time constant and the same upwards
 * and downwards, frame by frame.
 */
export class PictureSmoother {
  readonly #values = new Float64Array(PICTURE_FEATURES.length);
  #chroma = 0;
  #a = 0;
  #b = 0;
  #isNew = true;

  /** The next frame begins with a reading rather than moving towards it. */
  restart(): void {
    this.#isNew = true;
  }

  /**
   * Moves on by a frame.
   * @param isFresh whether the reading is of another look than before
   * @param into `PICTURE_FEATURES.length` numbers from 0 to 1
   */
  advance(reading: PictureReading, isFresh: boolean, delta: Seconds, into: Float32Array): void {
    const share = (place: number) =>
      this.#isNew ? 1 : smoothingShare(delta, PICTURE_FEATURES[place]?.smoothing ?? 0);
    const follow = (place: number, target: number) => {
      const value = this.#values[place] ?? 0;
      this.#values[place] = value + (clamp(target, 0, 1) - value) * share(place);
    };
    const turn = share(SEEN.hue);
    this.#chroma += (reading.chroma - this.#chroma) * turn;
    this.#a += (reading.a - this.#a) * turn;
    this.#b += (reading.b - this.#b) * turn;
    follow(SEEN.brightness, reading.brightness);
    follow(SEEN.contrast, reading.contrast);
    follow(SEEN.saturation, reading.chroma / FULL_CHROMA);
    const warm = reading.a * Math.cos(WARM_HUE) + reading.b * Math.sin(WARM_HUE);
    follow(SEEN.warmth, 0.5 + (0.5 * warm) / FULL_WARMTH);
    follow(SEEN.motion, reading.motion / FULL_MOTION);
    follow(SEEN.motionX, reading.motionX);
    follow(SEEN.motionY, reading.motionY);
    if (isFresh && reading.cut) this.#values[SEEN.cut] = 1;
    else follow(SEEN.cut, 0);
    this.#isNew = false;
    into.set(this.#values);
    into[SEEN.hue] = (Math.atan2(this.#b, this.#a) / (2 * Math.PI) + 1) % 1;
    into[SEEN.certainty] =
      this.#chroma > 0
        ? (Math.hypot(this.#a, this.#b) / this.#chroma) * Math.min(1, this.#chroma / LEAST_CHROMA)
        : 0;
  }
}
