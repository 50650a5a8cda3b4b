import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  blankReading,
  LOOK_BYTES,
  LOOK_INTERVAL,
  LOOK_SIZE,
  PICTURE_FEATURES,
  type PictureReading,
  PictureSight,
  PictureSmoother,
  readColours,
  SEEN,
} from '../../../../../engine/features/eyes/picture-features.ts';
import { ffmpeg, needsFfmpeg } from '../../../../support/ffmpeg.ts';

type Rgb = readonly [number, number, number];

/** A tiny picture of what a colour is at each place. */
function pictureOf(at: (x: number, y: number) => Rgb): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(LOOK_BYTES);
  const { width, height } = LOOK_SIZE;
  for (let i = 0; i < width * height; i++) {
    pixels.set([...at(i % width, Math.floor(i / width)), 255], i * 4);
  }
  return pixels;
}

const plain = (colour: Rgb) => pictureOf(() => colour);

/** All numbers of a picture that has stood for long. */
function numbersOf(pixels: Uint8ClampedArray): Float32Array {
  const reading = blankReading();
  readColours(pixels, reading);
  const numbers = new Float32Array(PICTURE_FEATURES.length);
  new PictureSmoother().advance(reading, true, 0, numbers);
  return numbers;
}

/** A light square of 6 by 6 on grey, its corner at a place. */
const square = (left: number, top: number) =>
  pictureOf((x, y) =>
    x >= left && x < left + 6 && y >= top && y < top + 6 ? [220, 220, 220] : [60, 60, 60],
  );

describe('colours', () => {
  // Hue in degrees and chroma of the sRGB primaries, as CSS Color 4 converts them to oklch().
  it.each([
    ['red', [255, 0, 0], 29.23, 0.2577],
    ['yellow', [255, 255, 0], 109.77, 0.211],
    ['lime', [0, 255, 0], 142.5, 0.2948],
    ['cyan', [0, 255, 255], 194.77, 0.1546],
    ['blue', [0, 0, 255], 264.05, 0.3132],
  ] as const)('of %s are those of CSS', (_, colour, hue, chroma) => {
    const reading = blankReading();
    readColours(plain(colour), reading);
    expect(reading.chroma).toBeCloseTo(chroma, 3);
    const seen = numbersOf(plain(colour));
    expect((seen[SEEN.hue] as number) * 360).toBeCloseTo(hue, 0);
    expect(seen[SEEN.certainty]).toBeCloseTo(1, 3);
  });

  it('of a grey picture say nothing, whatever its light', () => {
    for (const grey of [0, 90, 255]) {
      const seen = numbersOf(plain([grey, grey, grey]));
      expect(seen[SEEN.brightness]).toBeCloseTo(grey / 255, 5);
      expect(seen[SEEN.contrast]).toBeCloseTo(0, 5);
      expect(seen[SEEN.saturation]).toBeLessThan(0.01);
      expect(seen[SEEN.certainty]).toBeLessThan(0.01);
      expect(seen[SEEN.warmth]).toBeCloseTo(0.5, 2);
    }
  });

  it('agree across the turn of the circle, and cancel where they are opposite', () => {
    // Hues of 350 and 10 degrees or so: their mean is 0, not 180.
    const rosy = numbersOf(pictureOf((x) => (x % 2 === 0 ? [230, 90, 160] : [230, 90, 110])));
    const hue = (rosy[SEEN.hue] as number) * 360;
    expect(Math.min(hue, 360 - hue)).toBeLessThan(15);
    expect(rosy[SEEN.certainty]).toBeGreaterThan(0.9);
    const torn = numbersOf(pictureOf((x) => (x % 2 === 0 ? [200, 120, 60] : [40, 130, 220])));
    expect(torn[SEEN.certainty]).toBeLessThan(0.4);
    expect(torn[SEEN.saturation]).toBeGreaterThan(0.4);
  });

  it('know warm light from cold', () => {
    expect(numbersOf(plain([220, 150, 90]))[SEEN.warmth]).toBeGreaterThan(0.8);
    expect(numbersOf(plain([80, 130, 210]))[SEEN.warmth]).toBeLessThan(0.2);
  });

  it('tell the contrast of a half-black, half-white picture as 1', () => {
    const halves = pictureOf((x) => (x < LOOK_SIZE.width / 2 ? [0, 0, 0] : [255, 255, 255]));
    expect(numbersOf(halves)[SEEN.contrast]).toBeCloseTo(1, 3);
    expect(numbersOf(halves)[SEEN.brightness]).toBeCloseTo(0.5, 3);
  });
});

/** Readings of pictures, one after another. */
function readingsOf(pictures: readonly Uint8ClampedArray[], interval = LOOK_INTERVAL) {
  const sight = new PictureSight();
  return pictures.map((pixels): PictureReading => ({ ...sight.look(pixels, interval) }));
}

describe('motion', () => {
  it('is what a square that moves on changes', () => {
    const [, moved] = readingsOf([square(4, 6), square(6, 6)]);
    // Two columns of six appear and two vanish, each by 160 of 255 less the noise.
    const change = (24 * (160 - 2)) / 255 / (LOOK_SIZE.width * LOOK_SIZE.height);
    expect(moved?.motion).toBeCloseTo(change / LOOK_INTERVAL, 4);
    // Columns 4 and 5 vanish, 10 and 11 appear: their middle is 8; rows 6 to 11, from the top.
    expect(moved?.motionX).toBeCloseTo(8 / LOOK_SIZE.width, 4);
    expect(moved?.motionY).toBeCloseTo(1 - 9 / LOOK_SIZE.height, 4);
    expect(moved?.cut).toBe(false);
  });

  it('is the same a second, however often it is looked at', () => {
    const slow = readingsOf([square(4, 6), square(8, 6)], 2 * LOOK_INTERVAL).at(-1);
    const quick = readingsOf([square(4, 6), square(6, 6)]).at(-1);
    expect(slow?.motion).toBeCloseTo(quick?.motion ?? 0, 4);
  });

  it('is none in a still picture and in the noise of a camera', () => {
    let state = 7;
    const noisy = () =>
      pictureOf(() => {
        state = (state * 1103515245 + 12345) % 2 ** 31;
        const grey = 100 + ((state >> 16) % 3);
        return [grey, grey, grey];
      });
    const readings = readingsOf([noisy(), noisy(), noisy(), square(4, 6), square(4, 6)]);
    expect(readings[1]?.motion).toBe(0);
    expect(readings[2]?.motion).toBe(0);
    expect(readings[4]?.motion).toBe(0);
  });

  it('begins anew with another source', () => {
    const sight = new PictureSight();
    sight.look(square(4, 6), LOOK_INTERVAL);
    sight.restart();
    const { motion, cut } = sight.look(plain([255, 255, 255]), LOOK_INTERVAL);
    expect(motion).toBe(0);
    expect(cut).toBe(false);
  });
});

describe('a cut', () => {
  const bars = pictureOf((x) => (x % 8 < 4 ? [20, 20, 20] : [200, 200, 200]));
  it('is another picture, not a flash and not a fast move', () => {
    const lighter = pictureOf((x) => (x % 8 < 4 ? [70, 70, 70] : [250, 250, 250]));
    const rings = pictureOf((x, y) =>
      Math.hypot(x - 16, y - 9) % 6 < 3 ? [230, 40, 40] : [20, 20, 90],
    );
    const readings = readingsOf([bars, bars, lighter, bars, bars, rings, rings]);
    expect(readings.map(({ cut }) => cut)).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
      false,
    ]);
    expect(readings[5]?.motion).toBe(readings[4]?.motion);
    const swept = readingsOf([0, 3, 6, 9, 12, 15, 18].map((left) => square(left, 6)));
    expect(swept.some(({ cut }) => cut)).toBe(false);
  });

  it('is 1 at once, and then falls', () => {
    const smoother = new PictureSmoother();
    const numbers = new Float32Array(PICTURE_FEATURES.length);
    smoother.advance({ ...blankReading(), cut: true }, true, 1 / 60, numbers);
    expect(numbers[SEEN.cut]).toBe(1);
    smoother.advance({ ...blankReading(), cut: true }, false, 0.2, numbers);
    expect(numbers[SEEN.cut]).toBeCloseTo(Math.exp(-1), 5);
  });
});

describe('smoothing', () => {
  it('takes the declared time, upwards and downwards alike, at any frame rate', () => {
    for (const rate of [24, 60]) {
      const smoother = new PictureSmoother();
      const numbers = new Float32Array(PICTURE_FEATURES.length);
      const dark = blankReading();
      const light = { ...blankReading(), brightness: 1 };
      smoother.advance(dark, true, 0, numbers);
      const { smoothing } = PICTURE_FEATURES[SEEN.brightness];
      const steps = Math.round(smoothing * rate);
      for (let i = 0; i < steps; i++) smoother.advance(light, false, 1 / rate, numbers);
      const expected = 1 - Math.exp(-steps / rate / smoothing);
      expect(numbers[SEEN.brightness]).toBeCloseTo(expected, 5);
      for (let i = 0; i < steps; i++) smoother.advance(dark, false, 1 / rate, numbers);
      expect(numbers[SEEN.brightness]).toBeCloseTo(expected * (1 - expected), 5);
    }
  });

  it('keeps every number between 0 and 1 on wild readings', () => {
    const smoother = new PictureSmoother();
    const numbers = new Float32Array(PICTURE_FEATURES.length);
    const wild = { ...blankReading(), chroma: 0.5, a: -0.4, b: -0.3, motion: 9, cut: true };
    for (let i = 0; i < 50; i++) smoother.advance(wild, i % 5 === 0, 0.1, numbers);
    expect(numbers.every((value) => value >= 0 && value <= 1)).toBe(true);
  });
});

const CLIPS = ['asl_gestures/again.mkv', 'preview_people-detection.mp4'].map((name) =>
  fileURLToPath(new URL(`../../../../../../shared/media/${name}`, import.meta.url)),
);

describe('a real clip', () => {
  it('has the brightness that ffmpeg measures, a hand that moves, and a cut where it was joined', async (context) => {
    needsFfmpeg(context);
    context.skip(!CLIPS.every((path) => existsSync(path)), '../shared/media is not there');
    const [first = '', second = ''] = CLIPS;
    const rate = 1 / LOOK_INTERVAL;
    const { width, height } = LOOK_SIZE;
    const small = `fps=${rate},scale=${width}:${height}:flags=area,setsar=1`;
    const join = (tail: string) =>
      `[0]${small},trim=end_frame=16[a];[1]${small},trim=end_frame=16[b];[a][b]concat${tail}`;
    const inputs = ['-i', first, '-i', second];
    const run = (tail: string, form: readonly string[]) =>
      ffmpeg([...inputs, '-filter_complex', join(tail), ...form, '-f', 'rawvideo', '-']);
    const pixels = await run(',format=rgba', []);
    const luma = await run(',format=gray', []);
    const readings = readingsOf(
      Array.from(
        { length: pixels.length / LOOK_BYTES },
        (_, i) => new Uint8ClampedArray(pixels.subarray(i * LOOK_BYTES, (i + 1) * LOOK_BYTES)),
      ),
    );
    expect(readings).toHaveLength(32);
    const size = width * height;
    readings.forEach(({ brightness }, i) => {
      const sum = luma.subarray(i * size, (i + 1) * size).reduce((all, value) => all + value, 0);
      // ffmpeg weighs luma by the older standard: a few hundredths on colours.
      expect(Math.abs(brightness - sum / size / 255)).toBeLessThan(0.03);
    });
    expect(readings.flatMap(({ cut }, i) => (cut ? [i] : []))).toEqual([16]);
    // She raises her hands in the middle of the picture.
    const strongest = readings.slice(0, 16).reduce((a, b) => (b.motion > a.motion ? b : a));
    expect(strongest.motion).toBeGreaterThan(0.05);
    expect(strongest.motionX).toBeGreaterThan(0.25);
    expect(strongest.motionX).toBeLessThan(0.75);
  });
});
