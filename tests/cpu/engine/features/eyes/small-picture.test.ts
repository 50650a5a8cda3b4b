import { expect, it } from 'vitest';
import { planeBytes, toPlanes } from '../../../../../app/perform/picture-planes.ts';
import { LOOK_BYTES, LOOK_SIZE } from '../../../../../engine/features/eyes/picture-features.ts';
import {
  averagePlanes,
  canAverage,
  type DecodedPlanes,
} from '../../../../../engine/features/eyes/small-picture.ts';

const SIZE = { width: 320, height: 180 };
const BT709 = { matrix: 'bt709', fullRange: false };

/** Smooth stripes of every hue. */
function stripes(): Uint8Array {
  const rgba = new Uint8Array(SIZE.width * SIZE.height * 4);
  for (let i = 0; i < SIZE.width * SIZE.height; i++) {
    const [x, y] = [i % SIZE.width, Math.floor(i / SIZE.width)];
    const wave = (phase: number) => 128 + 90 * Math.sin(x / 40 + y / 60 + phase);
    rgba.set([wave(0), wave(2), wave(4), 255], i * 4);
  }
  return rgba;
}

/** The tiny copy of plain pixels, by its definition. */
function meanOf(rgba: Uint8Array): number[] {
  const { width, height } = LOOK_SIZE;
  const cell = SIZE.width / width;
  return Array.from({ length: LOOK_BYTES }, (_, i) => {
    const [part, column] = [i % 4, (i >> 2) % width];
    const row = Math.floor(i / 4 / width);
    let sum = 0;
    for (let y = 0; y < SIZE.height / height; y++) {
      for (let x = 0; x < cell; x++) {
        const at = (row * (SIZE.height / height) + y) * SIZE.width + column * cell + x;
        sum += rgba[at * 4 + part] ?? 0;
      }
    }
    return sum / cell ** 2;
  });
}

function averaged(image: DecodedPlanes): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(LOOK_BYTES);
  averagePlanes(image, pixels);
  return pixels;
}

const furthest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? 0))), 0);

it('averages planes, packed pixels and pairs of chroma to the same colours', () => {
  const rgba = stripes();
  const wanted = meanOf(rgba);
  const { width, height } = SIZE;
  const [luma, quarter] = [width * height, (width * height) / 4];
  const planes = new Uint8Array(planeBytes(SIZE));
  toPlanes(rgba, SIZE, planes);
  const i420: DecodedPlanes = {
    format: 'I420',
    size: SIZE,
    data: planes,
    layout: [
      { offset: 0, stride: width },
      { offset: luma, stride: width / 2 },
      { offset: luma + quarter, stride: width / 2 },
    ],
    colours: BT709,
  };
  const nv12 = planes.slice();
  for (let i = 0; i < quarter; i++) {
    nv12[luma + 2 * i] = planes[luma + i] ?? 0;
    nv12[luma + 2 * i + 1] = planes[luma + quarter + i] ?? 0;
  }
  const pairs = { ...i420, format: 'NV12', data: nv12 };
  const paired = [
    { offset: 0, stride: width },
    { offset: luma, stride: width },
  ];
  const packed = {
    ...i420,
    format: 'RGBA',
    data: rgba,
    layout: [{ offset: 0, stride: width * 4 }],
  };
  expect(furthest(averaged(i420), wanted)).toBeLessThan(3);
  expect(averaged({ ...pairs, layout: paired })).toEqual(averaged(i420));
  expect(furthest(averaged(packed), wanted)).toBeLessThan(3);
});

it('takes samples of a large image rather than all, and finds the same', () => {
  const size = { width: 3200, height: 1800 };
  const data = new Uint8Array(size.width * size.height * 4).fill(255);
  for (let i = 0; i < size.width * size.height; i++) data[i * 4] = (i % size.width) / 16;
  const pixels = averaged({
    format: 'RGBX',
    size,
    data,
    layout: [{ offset: 0, stride: size.width * 4 }],
    colours: {},
  });
  for (let column = 0; column < LOOK_SIZE.width; column++) {
    expect(Math.abs((pixels[column * 4] ?? 0) - (column + 0.5) * 6.25)).toBeLessThan(1.5);
  }
});

it('says which forms it can not average', () => {
  expect(canAverage('I420')).toBe(true);
  expect(canAverage('I420P10')).toBe(false);
  expect(canAverage(null)).toBe(false);
});
