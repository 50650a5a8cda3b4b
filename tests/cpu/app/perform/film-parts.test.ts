import { describe, expect, it } from 'vitest';
import { createFrameDigest } from '../../../../app/perform/frame-digest.ts';
import { planeBytes, toPlanes } from '../../../../app/perform/picture-planes.ts';
import { planOf, sessionSize } from '../../../../app/perform/plan.ts';
import { soundPiece } from '../../../../app/perform/sound.ts';

const SIZE = { width: 4, height: 2 };

/** Planes of a picture of one colour. */
function planesOf(red: number, green: number, blue: number): number[] {
  const pixels = Array.from({ length: SIZE.width * SIZE.height }, () => [red, green, blue, 255]);
  const planes = new Uint8Array(planeBytes(SIZE));
  toPlanes(Uint8Array.from(pixels.flat()), SIZE, planes);
  return [...planes];
}

describe('the planes of a picture', () => {
  // Codes of BT.709 colour bars at full level. @source SMPTE RP 219-1, 100 % bars
  it.each([
    ['black', [0, 0, 0], [16, 128, 128]],
    ['white', [255, 255, 255], [235, 128, 128]],
    ['red', [255, 0, 0], [63, 102, 240]],
    ['green', [0, 255, 0], [173, 42, 26]],
    ['blue', [0, 0, 255], [32, 240, 118]],
  ] as const)('of %s are those of the standard', (_, [r, g, b], [luma, cb, cr]) => {
    const planes = planesOf(r, g, b);
    expect(planes.slice(0, 8)).toEqual(new Array(8).fill(luma));
    expect(planes.slice(8, 10)).toEqual([cb, cb]);
    expect(planes.slice(10)).toEqual([cr, cr]);
  });

  it('keep each pixel’s light and the mean colour of four', () => {
    const pixels = new Uint8Array(SIZE.width * SIZE.height * 4);
    pixels.set([255, 255, 255, 255], 4);
    const planes = new Uint8Array(planeBytes(SIZE));
    toPlanes(pixels, SIZE, planes);
    expect([...planes.slice(0, 8)]).toEqual([16, 235, 16, 16, 16, 16, 16, 16]);
    expect([...planes.slice(8)]).toEqual([128, 128, 128, 128]);
  });
});

describe('the sound of a film', () => {
  it('begins again after its end, within a piece too', () => {
    const channels = [Float32Array.of(1, 2, 3), Float32Array.of(4, 5, 6)];
    const pcm = { sampleRate: 48_000, channels };
    expect([...soundPiece(pcm, 2, 5)]).toEqual([3, 1, 2, 3, 1, 6, 4, 5, 6, 4]);
  });
});

describe('the digest of frames', () => {
  const digestOf = async (...frames: number[][]) => {
    const digest = createFrameDigest();
    for (const frame of frames) await digest.add(Uint8Array.from(frame));
    return digest.hex;
  };

  it('is equal for equal frames alone, in their order', async () => {
    const one = await digestOf([1, 2], [3, 4]);
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(await digestOf([1, 2], [3, 4])).toBe(one);
    expect(await digestOf([3, 4], [1, 2])).not.toBe(one);
    expect(await digestOf([1, 2])).not.toBe(one);
  });
});

describe('the plan of a performance', () => {
  const facts = {
    seed: 7,
    sampleRate: 48_000,
    size: { width: 640, height: 360 },
    fps: 25,
    trackBar: 0,
  };

  it('is the standard where nothing is asked for', () => {
    expect(planOf({ writeLog: false }, null, null)).toMatchObject({
      frames: 600,
      seconds: 20,
      fps: 30,
      size: { width: 1280, height: 720 },
      seed: 1,
    });
  });

  it('is that of the log, but for what is asked for', () => {
    expect(planOf({ writeLog: false, seed: 9 }, facts, 4)).toMatchObject({
      frames: 100,
      fps: 25,
      size: facts.size,
      seed: 9,
    });
  });

  it('lasts a whole number of frames', () => {
    expect(planOf({ writeLog: false, seconds: 1.01 }, null, null)).toMatchObject({
      frames: 30,
      seconds: 1,
    });
  });

  it('refuses the odd size of a log', () => {
    const odd = { ...facts, size: { width: 641, height: 360 } };
    expect(() => planOf({ writeLog: false }, odd, 1)).toThrow(/use 642x360/);
  });

  it('draws less in software', () => {
    const plan = planOf({ writeLog: false }, null, null);
    const hardware = sessionSize(plan, { software: false });
    const software = sessionSize(plan, { software: true });
    expect(hardware).toMatchObject({ detail: 1, pictureSize: { width: 1280, height: 720 } });
    expect(software.detail).toBeLessThan(hardware.detail);
    expect(software.size).toEqual(hardware.size);
  });
});
