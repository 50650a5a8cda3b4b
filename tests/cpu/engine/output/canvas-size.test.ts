import { describe, expect, it } from 'vitest';
import { canvasSize } from '../../../../engine/output/canvas-size.ts';

describe('the size of a canvas', () => {
  it.each([
    ['as many pixels as the display shows', [640, 360], 2, [1920, 1080], [1280, 720]],
    ['no more than the picture has', [1920, 1080], 2, [1920, 1080], [1920, 1080]],
    ['enough for the narrower side', [1000, 1000], 1, [640, 360], [640, 640]],
    ['what the display shows while the picture is unknown', [300, 200], 1.5, null, [450, 300]],
    ['never none', [0.2, 0.2], 1, null, [1, 1]],
  ] as const)('is %s', (_, [width, height], ratio, most, expected) => {
    const picture = most ? { width: most[0], height: most[1] } : null;
    expect(canvasSize({ width, height }, ratio, picture)).toEqual({
      width: expected[0],
      height: expected[1],
    });
  });
});
