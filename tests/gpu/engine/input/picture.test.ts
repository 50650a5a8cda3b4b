import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { buildPicture, type PulledImage } from '../../../../engine/input/picture.ts';
import { buildPictureCopy } from '../../../../engine/input/picture-copy.ts';
import { type OpenedContext, openGpuContext } from '../../../support/gpu-context.ts';
import { toLinear } from '../../../support/moving-texture.ts';
import { createPicture, paint, readPicture, runFrame } from '../../../support/pictures.ts';

let gpu: OpenedContext;

beforeAll(async () => {
  gpu = await openGpuContext();
});

afterAll(() => {
  expect(gpu.context.live).toEqual({ textures: 0, buffers: 0, scopes: 0 });
  expect(gpu.errors).toEqual([]);
  gpu.close();
});

type Byte = readonly [r: number, g: number, b: number];

/** Rows of sRGB bytes, as an image that a browser would copy. */
interface TestImage {
  readonly width: number;
  readonly height: number;
  readonly mirror: boolean;
  readonly at: (x: number, y: number) => Byte;
}

/**
 * Draws an image into a picture as the copying way does. Node has no images to copy from, so
 * their bytes are written into the same texture that a browser copies into.
 */
async function drawCopied(image: TestImage, size: { width: number; height: number }, share = 1) {
  const { context } = gpu;
  const upload = (texture: GPUTexture) => {
    const bytes = new Uint8Array(image.width * image.height * 4).fill(255);
    for (let y = 0; y < image.height; y++) {
      for (let x = 0; x < image.width; x++) {
        bytes.set(image.at(x, y), (y * image.width + x) * 4);
      }
    }
    const layout = { bytesPerRow: image.width * 4 };
    context.device.queue.writeTexture({ texture }, bytes, layout, [image.width, image.height]);
  };
  const copy = await buildPictureCopy(context, { size, upload });
  const picture = createPicture(context, size);
  paint(context, picture, () => [1, 1, 1]);
  // The source is never looked at: `upload` writes the bytes.
  const source = {} as ImageBitmap;
  const pulled = { ...image, source };
  runFrame(context, { index: 1 }, (frame) =>
    copy.encode(frame, picture.createView(), pulled, share, true),
  );
  const values = await readPicture(context, picture);
  copy.dispose();
  picture.destroy();
  return (x: number, y: number) => [...values.subarray((y * size.width + x) * 4).subarray(0, 4)];
}

const quarters = (width: number, height: number, mirror = false): TestImage => ({
  width,
  height,
  mirror,
  at: (x, y) => [x < width / 2 ? 200 : 40, y < height / 2 ? 120 : 10, 255],
});

describe('the copied image', () => {
  it('comes out as linear light, exactly', async () => {
    const image = quarters(32, 18);
    const at = await drawCopied(image, { width: 32, height: 18 });
    for (const [x, y] of [
      [4, 4],
      [28, 4],
      [4, 14],
      [28, 14],
    ] as const) {
      const wanted = image.at(x, y).map((byte) => toLinear(byte / 255));
      const [r, g, b, a] = at(x, y);
      expect(r).toBeCloseTo(wanted[0] ?? -1, 3);
      expect(g).toBeCloseTo(wanted[1] ?? -1, 3);
      expect(b).toBeCloseTo(wanted[2] ?? -1, 3);
      expect(a).toBe(1);
    }
  });

  it('is mirrored where its source is', async () => {
    const at = await drawCopied(quarters(32, 18, true), { width: 32, height: 18 });
    expect(at(4, 4)[0]).toBeCloseTo(toLinear(40 / 255), 3);
    expect(at(28, 4)[0]).toBeCloseTo(toLinear(200 / 255), 3);
    expect(at(4, 4)[1]).toBeCloseTo(toLinear(120 / 255), 3);
  });

  it('covers the picture: what stands over is cut off evenly', async () => {
    // Twice as wide as the picture: its outer quarters are not seen.
    const wide: TestImage = {
      width: 64,
      height: 16,
      mirror: false,
      at: (x) => (x < 16 || x >= 48 ? [255, 0, 0] : [0, 255, 0]),
    };
    const at = await drawCopied(wide, { width: 32, height: 16 });
    for (const x of [0, 15, 31]) expect(at(x, 8).slice(0, 2)).toEqual([0, 1]);
    const tall: TestImage = {
      width: 16,
      height: 32,
      mirror: false,
      at: (_, y) => (y < 8 || y >= 24 ? [255, 0, 0] : [0, 255, 0]),
    };
    const square = await drawCopied(tall, { width: 16, height: 16 });
    for (const y of [0, 8, 15]) expect(square(8, y).slice(0, 2)).toEqual([0, 1]);
  });

  it('averages detail that is too fine for the picture', async () => {
    const stripes: TestImage = {
      width: 128,
      height: 64,
      mirror: false,
      at: (x) => (x % 2 ? [255, 255, 255] : [0, 0, 0]),
    };
    const at = await drawCopied(stripes, { width: 32, height: 16 });
    for (const x of [3, 16, 30]) expect(at(x, 8)[0]).toBeCloseTo(0.5, 1);
  });

  it('is laid over the old picture by its share', async () => {
    const black: TestImage = { width: 8, height: 8, mirror: false, at: () => [0, 0, 0] };
    const at = await drawCopied(black, { width: 8, height: 8 }, 0.25);
    expect(at(4, 4)[0]).toBeCloseTo(0.75, 2);
    expect(at(4, 4)[3]).toBeCloseTo(1, 3);
  });
});

describe('the picture', () => {
  const size = { width: 64, height: 36 };

  async function open() {
    const notices: string[] = [];
    const report = (message: string) => notices.push(message);
    const target = createPicture(gpu.context, size);
    const picture = await buildPicture(gpu.context, { target, report });
    onTestFinished(() => {
      picture.dispose();
      target.destroy();
    });
    const show = (index: number, image: PulledImage | null) =>
      runFrame(gpu.context, { index }, (frame) => picture.encode(frame, image));
    return { picture, notices, show };
  }

  /** An image that no browser made: to import or to copy it fails. */
  const unreadable = (version: number, kind: 'copy' | 'external') =>
    ({ ...size, kind, source: {}, mirror: false, version, origin: 1 }) as unknown as PulledImage;

  it('shows the demo source when there is nothing else', async () => {
    const { picture, notices, show } = await open();
    show(1, null);
    expect(picture.fresh).toBe(true);
    const values = await readPicture(gpu.context, picture.texture);
    expect(values.some((value, i) => i % 4 < 3 && value > 0.2)).toBe(true);
    expect(values.every((value, i) => i % 4 < 3 || value === 1)).toBe(true);
    expect(notices).toEqual([]);
  });

  it('keeps the last picture when an image can not be read, and says so once', async () => {
    const { picture, notices, show } = await open();
    show(1, null);
    const before = await readPicture(gpu.context, picture.texture);
    for (let i = 2; i < 6; i++) {
      show(i, unreadable(i, 'copy'));
      expect(picture.fresh).toBe(false);
    }
    expect(await readPicture(gpu.context, picture.texture)).toEqual(before);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain('stands still');
  });

  it('goes over to copying when importing fails again and again', async () => {
    const { picture, notices, show } = await open();
    show(1, null);
    const before = await readPicture(gpu.context, picture.texture);
    for (let i = 2; i < 20; i++) show(i, unreadable(i, 'external'));
    expect(notices[0]).toContain('copied from now on');
    expect(await readPicture(gpu.context, picture.texture)).toEqual(before);
  });
});
