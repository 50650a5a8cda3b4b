import { clamp } from '../../core/numeric.ts';
import type { Size } from '../../core/units.ts';
import { LOOK_SIZE } from './picture-features.ts';

/** How the samples of an image lie in memory. */
interface SampleForm {
  /** Whether its samples are luma and two differences of colour, or red, green and blue. */
  readonly colours: 'yuv' | 'rgb';
  /** Of each of its three components: its plane, first byte, bytes from sample to sample, and by how
   * many pixels its samples stand apart, across and down, as a power of two. */
  readonly components: readonly {
    readonly plane: number;
    readonly first: number;
    readonly step: number;
    readonly across: number;
    readonly down: number;
  }[];
}

const planar = (across: number, down: number): SampleForm => ({
  colours: 'yuv',
  components: [
    { plane: 0, first: 0, step: 1, across: 0, down: 0 },
    { plane: 1, first: 0, step: 1, across, down },
    { plane: 2, first: 0, step: 1, across, down },
  ],
});
const packed = (order: readonly number[]): SampleForm => ({
  colours: 'rgb',
  components: order.map((first) => ({ plane: 0, first, step: 4, across: 0, down: 0 })),
});

/** Forms of 8 bits by the browser's name. @source WebCodecs, section 9.4 "Pixel Format" */
const FORMS: Readonly<Record<string, SampleForm>> = {
  I420: planar(1, 1),
  I420A: planar(1, 1),
  I422: planar(1, 0),
  I422A: planar(1, 0),
  I444: planar(0, 0),
  I444A: planar(0, 0),
  NV12: {
    colours: 'yuv',
    components: [
      { plane: 0, first: 0, step: 1, across: 0, down: 0 },
      { plane: 1, first: 0, step: 2, across: 1, down: 1 },
      { plane: 1, first: 1, step: 2, across: 1, down: 1 },
    ],
  },
  RGBA: packed([0, 1, 2]),
  RGBX: packed([0, 1, 2]),
  BGRA: packed([2, 1, 0]),
  BGRX: packed([2, 1, 0]),
};

/** A decoded image in memory. */
export interface DecodedPlanes {
  /** The browser's name of its form, such as `I420`. */
  readonly format: string;
  readonly size: Size;
  readonly data: Uint8Array;
  /** Where each plane begins, and its bytes a row. */
  readonly layout: readonly { readonly offset: number; readonly stride: number }[];
  readonly colours: {
    readonly matrix?: string | null | undefined;
    readonly fullRange?: boolean | null | undefined;
  };
}

/** Weights of red and blue in luma. @source ITU-R BT.709-6 section 3.2, BT.601-7, BT.2020-2 */
const WEIGHTS: Readonly<Record<string, readonly [red: number, blue: number]>> = {
  bt709: [0.2126, 0.0722],
  smpte170m: [0.299, 0.114],
  bt470bg: [0.299, 0.114],
  'bt2020-ncl': [0.2627, 0.0593],
};
/** Rows from which on a video that does not say so is taken for BT.709, as players do. */
const HIGH_DEFINITION = 720;
/** The most samples that are taken of a cell, across and down. */
const SAMPLES = 8;

/** Whether the samples of such a form can be averaged here. */
export function canAverage(format: string | null): format is string {
  return format !== null && format in FORMS;
}

/**
 * Averages a decoded image into the tiny copy that the eyes look at, the same on every machine.
 * @param into `LOOK_BYTES` bytes, RGBA
 */
export function averagePlanes(image: DecodedPlanes, into: Uint8ClampedArray): void {
  const form = FORMS[image.format];
  if (!form) return;
  const { width, height } = LOOK_SIZE;
  const mean = [0, 0, 0];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      form.components.forEach((part, i) => {
        mean[i] = averageCell(image, part, column, row);
      });
      const at = (row * width + column) * 4;
      if (form.colours === 'yuv') toRgb(mean, image, into, at);
      else for (let i = 0; i < 3; i++) into[at + i] = mean[i] ?? 0;
      into[at + 3] = 255;
    }
  }
}

/** Mean of one component over one cell of the copy. */
function averageCell(
  { size, data, layout }: DecodedPlanes,
  part: SampleForm['components'][number],
  column: number,
  row: number,
): number {
  const { offset = 0, stride = 0 } = layout[part.plane] ?? {};
  const across = Math.max(1, size.width >> part.across);
  const down = Math.max(1, size.height >> part.down);
  const left = Math.floor((column * across) / LOOK_SIZE.width);
  const top = Math.floor((row * down) / LOOK_SIZE.height);
  const right = Math.max(left + 1, Math.floor(((column + 1) * across) / LOOK_SIZE.width));
  const bottom = Math.max(top + 1, Math.floor(((row + 1) * down) / LOOK_SIZE.height));
  const stepX = Math.ceil((right - left) / SAMPLES);
  const stepY = Math.ceil((bottom - top) / SAMPLES);
  let sum = 0;
  let count = 0;
  for (let y = top; y < bottom; y += stepY) {
    for (let x = left; x < right; x += stepX) {
      sum += data[offset + y * stride + part.first + x * part.step] ?? 0;
      count += 1;
    }
  }
  return sum / count;
}

function toRgb(
  [y = 0, cb = 0, cr = 0]: readonly number[],
  { colours, size }: DecodedPlanes,
  into: Uint8ClampedArray,
  at: number,
): void {
  const usual = size.height >= HIGH_DEFINITION ? 'bt709' : 'smpte170m';
  const [red, blue] = WEIGHTS[colours.matrix ?? usual] ?? WEIGHTS[usual] ?? [0.2126, 0.0722];
  const full = colours.fullRange === true;
  const luma = full ? y : ((y - 16) * 255) / 219;
  const scale = full ? 1 : 255 / 224;
  const r = luma + 2 * (1 - red) * scale * (cr - 128);
  const b = luma + 2 * (1 - blue) * scale * (cb - 128);
  into[at] = clamp(r, 0, 255);
  into[at + 1] = clamp((luma - red * r - blue * b) / (1 - red - blue), 0, 255);
  into[at + 2] = clamp(b, 0, 255);
}
