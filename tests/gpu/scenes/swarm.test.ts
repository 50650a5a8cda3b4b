import { describe, expect, it } from 'vitest';
import scene from '../../../scenes/swarm/scene.ts';
import { type LoneSceneOptions, openLoneScene } from '../../support/lone-scene.ts';

const size = { width: 128, height: 72 };
/** A bright disc left of the middle. */
const still: LoneSceneOptions = {
  size,
  detail: 0.02,
  fps: 30,
  flow: [0, 0],
  still: (x, y) => (Math.hypot(x - 40, y - 36) < 14 ? [0.6, 0.5, 0.4] : [0.01, 0.01, 0.012]),
};
const ROOM = { levels: { rms: 0.1, low: 0.4, mid: 0.4, high: 0.3 } };

function light(picture: Float32Array, x: number, y: number): number {
  const at = (y * size.width + x) * 4;
  return (
    0.2126 * (picture[at] ?? 0) + 0.7152 * (picture[at + 1] ?? 0) + 0.0722 * (picture[at + 2] ?? 0)
  );
}

/** Mean light of the pixels that a condition picks. */
function meanLight(picture: Float32Array, picks: (x: number, y: number) => boolean): number {
  let [sum, count] = [0, 0];
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      if (!picks(x, y)) continue;
      sum += light(picture, x, y);
      count += 1;
    }
  }
  return sum / count;
}
const everywhere = () => true;
const onDisc = (x: number, y: number) => Math.hypot(x - 40, y - 36) < 13;
const faraway = (x: number, y: number) => x > 84 && y > 8 && y < 64;

async function picture(options: Partial<LoneSceneOptions>, frames: number, sound = ROOM) {
  const lone = await openLoneScene(scene, { ...still, ...options });
  lone.set('depth', 0);
  for (let i = 0; i < frames; i++) await lone.frame(sound);
  const drawn = await lone.picture();
  expect([...lone.errors, ...lone.notices]).toEqual([]);
  expect(drawn.every(Number.isFinite)).toBe(true);
  lone.close();
  return drawn;
}

describe('the swarm', () => {
  it('gathers where the picture stands out', async () => {
    const drawn = await picture({}, 20);
    expect(meanLight(drawn, onDisc)).toBeGreaterThan(5 * meanLight(drawn, faraway));
  });

  it('draws the same twice, to the bit', async () => {
    const first = await picture({}, 12);
    const second = await picture({}, 12);
    expect(second).toEqual(first);
  });

  it('is as bright with few lights as with many', async () => {
    const few = meanLight(await picture({ detail: 0.008 }, 12), everywhere);
    const many = meanLight(await picture({ detail: 0.08 }, 12), everywhere);
    expect(few / many).toBeGreaterThan(0.8);
    expect(few / many).toBeLessThan(1.25);
  });

  it('is as bright at 25 frames a second as at 60', async () => {
    const slow = meanLight(await picture({ fps: 25 }, 15), everywhere);
    const fast = meanLight(await picture({ fps: 60 }, 36), everywhere);
    expect(slow / fast).toBeGreaterThan(0.8);
    expect(slow / fast).toBeLessThan(1.25);
  });

  it('shows a swarm without any picture', async () => {
    const drawn = await picture({ still: () => [0, 0, 0] }, 20);
    expect(meanLight(drawn, everywhere)).toBeGreaterThan(0.003);
  });

  it('bursts at the drop and comes back', async () => {
    const lone = await openLoneScene(scene, { ...still, fps: 10 });
    lone.set('depth', 0);
    lone.set('formation', 1);
    const quiet = { levels: { rms: 0.03, low: 0.2, mid: 0.4, high: 0.4 } };
    const loud = { levels: { rms: 0.2, low: 0.9, mid: 0.4, high: 0.4 } };
    const contrast = async () => {
      const drawn = await lone.picture();
      return meanLight(drawn, onDisc) / meanLight(drawn, faraway);
    };
    for (let i = 0; i < 30; i++) await lone.frame(quiet);
    const gathered = await contrast();
    for (let i = 0; i < 12; i++) await lone.frame(loud);
    const scattered = await contrast();
    for (let i = 0; i < 50; i++) await lone.frame(loud);
    const back = await contrast();
    expect(scattered).toBeLessThan(gathered / 3);
    expect(back).toBeGreaterThan(scattered * 2);
    lone.close();
  });
});
