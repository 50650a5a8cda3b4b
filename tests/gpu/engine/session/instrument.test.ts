import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SceneDefinition } from '../../../../engine/stage/scene.ts';
import {
  type OfflineInstrument,
  openOfflineInstrument,
} from '../../../support/offline-instrument.ts';
import { flatScene } from './test-scenes.ts';

const size = { width: 64, height: 36 };
let failing = false;
const scenes = [
  flatScene('red', 'vec3f(0.5, 0.0, 0.0)'),
  flatScene('blue', 'vec3f(0.0, 0.0, 0.5)'),
  flatScene('broken', 'vec3f(0.5) +'),
  flatScene('tired', 'vec3f(0.5, 0.0, 0.0)', {
    encode: () => {
      if (failing) throw new Error('out of paint');
    },
  }),
];

const open = () => openOfflineInstrument({ size, scenes, sound: null, framesPerSecond: 10 });

/** One for all tests, since each takes seconds to compile. */
let one: OfflineInstrument;
/** What was said before this test. */
let said = 0;
beforeAll(async () => {
  one = await open();
});
beforeEach(() => {
  said = one.notices.length;
});
afterEach(async () => {
  const { store, bus } = one.instrument;
  for (const { id, default: value } of store.declarations) bus.send({ id, value, sender: 'test' });
  await one.frames(1);
  store.settle();
  await one.frames(1);
});
afterAll(() => one.dispose());

const notices = () => one.notices.slice(said);

/** Mean of the programme's red, green and blue, 0 to 255. */
async function mean(): Promise<[number, number, number]> {
  const { data } = await one.picture();
  const sums: [number, number, number] = [0, 0, 0];
  for (let i = 0; i < data.length; i += 4) {
    for (let c = 0; c < 3; c++) sums[c] = (sums[c] ?? 0) + (data[i + c] ?? 0);
  }
  const count = data.length / 4;
  return [sums[0] / count, sums[1] / count, sums[2] / count];
}

/** Losses in a row; the page's test has twenty. */
const LOSSES = 2;

/** sRGB of linear 0.5. */
const HALF = 188;

describe('the instrument', () => {
  it('shows deck A from the very first frame, and deck B when the crossfader stands there', async () => {
    await one.frames(1);
    const first = await mean();
    expect(first[0]).toBeCloseTo(HALF, -1);
    expect(first[2]).toBeLessThan(2);
    one.set('mixer.crossfade', 1);
    await one.frames(7);
    const last = await mean();
    expect(last[0]).toBeLessThan(2);
    expect(last[2]).toBeCloseTo(HALF, -1);
    expect(notices()).toEqual([]);
  });

  it('moves to the other deck over its length in beats', async () => {
    one.set('transport.tempo', 120);
    one.set('mixer.beats', 2);
    await one.frames(2);
    one.set('mixer.go', 1);
    await one.frames(6);
    const middle = one.instrument.store.snapshot.get('mixer.crossfade');
    expect(middle).toBeGreaterThan(0.3);
    expect(middle).toBeLessThan(0.7);
    await one.frames(10);
    expect(one.instrument.store.snapshot.get('mixer.crossfade')).toBe(1);
  });

  it('goes black and comes back, and holds a frozen programme', async () => {
    await one.frames(2);
    one.set('master.freeze', 1);
    one.set('mixer.crossfade', 1);
    await one.frames(7);
    expect((await mean())[0]).toBeCloseTo(HALF, -1);
    one.set('master.freeze', 0);
    await one.frames(7);
    expect((await mean())[2]).toBeCloseTo(HALF, -1);
    one.set('master.blackout', 1);
    await one.frames(14);
    expect(await mean()).toEqual([0, 0, 0]);
    one.set('master.blackout', 0);
    await one.frames(14);
    expect((await mean())[2]).toBeCloseTo(HALF, -1);
  });

  it('panic leaves one clean deck', async () => {
    one.set('deck.a.fx1', 'kaleidoscope');
    one.set('mixer.crossfade', 0.3);
    one.set('mixer.blend', 'difference');
    one.set('master.blackout', 1);
    await one.frames(3);
    one.set('master.panic', 1);
    await one.frames(14);
    const { snapshot } = one.instrument.store;
    for (const id of ['deck.a.fx1', 'mixer.blend', 'master.blackout', 'mixer.crossfade']) {
      expect(snapshot.get(id), id).toBe(0);
    }
    expect((await mean())[0]).toBeCloseTo(HALF, -1);
  });

  it('keeps the scene that plays when the next one does not compile, and names the line', async () => {
    one.set('deck.a.scene', 'broken');
    await one.frames(3);
    expect((await mean())[0]).toBeCloseTo(HALF, -1);
    expect(notices().join()).toMatch(/scenes\/broken\/flat.wgsl:\d+/);
  });

  it('keeps the last picture of a scene that throws, and says so once', async () => {
    one.set('deck.a.scene', 'tired');
    await one.frames(2);
    failing = true;
    await one.frames(4);
    failing = false;
    expect((await mean())[0]).toBeCloseTo(HALF, -1);
    expect(notices().filter((notice) => notice.includes('out of paint'))).toHaveLength(1);
  });

  it('takes an edited scene at once and keeps the old one when the edit is broken', async () => {
    one.instrument.replaceScene(flatScene('red', 'vec3f(0.0, 0.5, 0.0)'));
    await one.frames(3);
    expect((await mean())[1]).toBeCloseTo(HALF, -1);
    one.instrument.replaceScene(flatScene('red', 'nonsense'));
    await one.frames(3);
    expect((await mean())[1]).toBeCloseTo(HALF, -1);
    expect(notices().join()).toMatch(/nonsense/);
    for (const scene of scenes) one.instrument.replaceScene(scene);
  });

  it('comes back from losses of the device with parameters and clock untouched', {
    timeout: 180_000,
  }, async () => {
    one.set('mixer.crossfade', 0.25);
    one.set('deck.b.level', 0.5);
    await one.frames(7);
    const before = one.instrument.store.declarations.map((_, i) => one.instrument.store.target(i));
    for (let loss = 1; loss <= LOSSES; loss++) {
      const index = one.instrument.time?.index ?? 0;
      one.instrument.gpu?.context.device.destroy();
      while (one.instrument.host.recoveries < loss) {
        one.instrument.frame();
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      expect(one.instrument.host.recoveries).toBe(loss);
      expect(one.instrument.time?.index).toBeGreaterThan(index);
      await one.frames(1);
      expect((await mean())[0]).toBeGreaterThan(100);
    }
    const after = one.instrument.store.declarations.map((_, i) => one.instrument.store.target(i));
    expect(after).toEqual(before);
  });

  it('draws the same pixels as another one of the same seed', async () => {
    const run = async (played: OfflineInstrument) => {
      played.set('mixer.crossfade', 0.4);
      played.set('deck.a.fx1', 'rgb-split');
      await played.frames(5);
      return (await played.picture()).data;
    };
    const [first, second] = [await open(), await open()];
    expect(await run(first)).toEqual(await run(second));
    first.dispose();
    second.dispose();
  });

  it('needs a scene', async () => {
    const none: SceneDefinition[] = [];
    await expect(openOfflineInstrument({ scenes: none })).rejects.toThrow(/hold at least one/);
  });
});
