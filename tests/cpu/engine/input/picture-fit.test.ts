import { expect, it } from 'vitest';
import { coverFit } from '../../../../engine/input/picture-fit.ts';

const cover = (
  image: readonly [number, number],
  picture: readonly [number, number],
  mirror = false,
) =>
  coverFit(
    { scaleX: 0, scaleY: 0, minified: false },
    { width: image[0], height: image[1], mirror },
    { width: picture[0], height: picture[1] },
  );

it.each([
  ['of the same shape is seen whole', [640, 360], [1280, 720], 1, 1],
  ['that is wider loses its sides', [1280, 360], [640, 360], 0.5, 1],
  ['that is taller loses top and bottom', [640, 480], [640, 360], 1, 0.75],
  ['on end fills a picture that lies', [360, 640], [640, 360], 1, 0.31640625],
] as const)('an image %s', (_, image, picture, scaleX, scaleY) => {
  expect(cover(image, picture)).toMatchObject({ scaleX, scaleY });
});

it('mirrors by a negative width', () => {
  expect(cover([1280, 360], [640, 360], true).scaleX).toBe(-0.5);
});

it('takes four samples of images that are much larger than the picture', () => {
  expect(cover([640, 360], [640, 360]).minified).toBe(false);
  expect(cover([1920, 1080], [640, 360]).minified).toBe(true);
  expect(cover([1920, 300], [640, 300]).minified).toBe(false);
});

it('writes into what it is given', () => {
  const dst = { scaleX: 0, scaleY: 0, minified: false };
  expect(coverFit(dst, { width: 4, height: 3, mirror: false }, { width: 4, height: 3 })).toBe(dst);
});
