import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sceneLibrary } from '../../../app/scene-library.ts';
import type { DeckName } from '../../../engine/mixer/deck.ts';
import type { SceneDefinition } from '../../../engine/stage/scene.ts';
import { type OfflineInstrument, openOfflineInstrument } from '../../support/offline-instrument.ts';
import { type Painter, readPicture } from '../../support/pictures.ts';
import { brightness, difference, openStage, type Stage } from './stage.ts';

const names = readdirSync(new URL('../../../scenes', import.meta.url));

/** A bright bar that moves over a dark ground. */
const bar =
  (frame: number): Painter =>
  (x) =>
    Math.abs(x - 20 - frame * 12) < 12 ? [0.9, 0.8, 0.6] : [0.02, 0.03, 0.05];

const black = (): Painter => () => [0, 0, 0];

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

it('finds every scene of the folder, once', () => {
  expect(sceneLibrary.map(({ name }) => name)).toEqual([...names].sort());
});

describe.each(sceneLibrary.map((scene) => [scene.name, scene] as const))('%s', (name, scene) => {
  it('says what it is', () => {
    expect(name).toMatch(/^[a-z][a-z-]*$/);
    expect(scene.label).not.toBe('');
    expect(scene.about).toMatch(/^[A-Z].{15,150}\.$/);
    expect(scene.inputs.length).toBeGreaterThan(0);
    expect(['none', 'restart']).toContain(scene.history);
  });

  it('has parameters that a performer can read and turn', () => {
    const specs = Object.entries(scene.params);
    expect(specs.length).toBeGreaterThanOrEqual(4);
    expect(specs.length).toBeLessThanOrEqual(12);
    expect(new Set(specs.map(([, { label }]) => label)).size).toBe(specs.length);
    for (const [param, spec] of specs) {
      expect(param).toMatch(/^[a-z][A-Za-z0-9]*$/);
      expect(spec.about, param).not.toBe('');
      expect(spec.max, param).toBeGreaterThan(spec.min);
      expect(spec.default, param).toBeGreaterThanOrEqual(spec.min);
      expect(spec.default, param).toBeLessThanOrEqual(spec.max);
      expect([spec.min, spec.max].every(Number.isFinite), param).toBe(true);
      if (spec.kind === 'choice') expect(spec.choices.length, param).toBe(spec.max + 1);
    }
  });

  it('draws a picture that moves, the same one twice, and leaves nothing behind', async () => {
    const before = { ...stage.context.live };
    const slices = stage.context.arena.sliceCount;
    const [early, late] = await stage.play(scene, { keep: [3, 6] });
    const [again] = await stage.play(scene, { keep: [3] });
    expect(stage.errors).toEqual([]);
    expect(stage.context.live).toEqual(before);
    expect(stage.context.arena.sliceCount).toBe(slices);
    if (!early || !late || !again) throw new Error('The stage kept no picture.');
    expectPicture(late);
    expect(difference(early, late)).toBeGreaterThan(0.002);
    expect(Buffer.from(again.buffer).equals(Buffer.from(early.buffer))).toBe(true);
  });

  it('follows the sound and the picture', async () => {
    const play = { keep: [4], picture: bar };
    const [heard] = await stage.play(scene, { ...play, sound: 'beat' });
    const [silent] = await stage.play(scene, { ...play, sound: 'silence' });
    const [unseen] = await stage.play(scene, { ...play, picture: black, sound: 'beat' });
    const [nothing] = await stage.play(scene, { ...play, picture: black, sound: 'silence' });
    if (!heard || !silent || !unseen || !nothing) throw new Error('The stage kept no picture.');
    expect(difference(heard, silent)).toBeGreaterThan(0.002);
    expect(difference(heard, unseen)).toBeGreaterThan(0.002);
    for (const picture of [silent, unseen, nothing]) expectPicture(picture);
    expect(stage.errors).toEqual([]);
  });

  it.each([
    ['its least', 'min'],
    ['its most', 'max'],
  ] as const)('stays finite and worth showing with every parameter at %s', async (_, end) => {
    const param = (id: string) => scene.params[id]?.[end];
    const [picture] = await stage.play(scene, { keep: [3], param });
    if (!picture) throw new Error('The stage kept no picture.');
    expectPicture(picture);
    expect(stage.errors).toEqual([]);
  });

  it.each([
    ['upright', { width: 81, height: 144 }],
    ['square', { width: 100, height: 100 }],
    ['tiny', { width: 16, height: 9 }],
  ])('fills a picture that is %s', async (_, size) => {
    const [picture] = await stage.play(scene, { keep: [3], size });
    if (!picture) throw new Error('The stage kept no picture.');
    expect(picture.length).toBe(size.width * size.height * 4);
    expectPicture(picture);
    expect(stage.errors).toEqual([]);
  });
});

/** Not black, not white, not one grey; every number a number; opaque. */
function expectPicture(picture: Float32Array): void {
  expect(picture.every(Number.isFinite)).toBe(true);
  expect(picture.every((value) => value >= 0 && value <= 64)).toBe(true);
  expect(picture.every((value, i) => i % 4 !== 3 || value === 1)).toBe(true);
  const { mean, deviation } = brightness(picture);
  expect(mean).toBeGreaterThan(0.03);
  expect(mean).toBeLessThan(0.85);
  expect(deviation).toBeGreaterThan(0.015);
}

describe('on the instrument', () => {
  let one: OfflineInstrument;
  beforeAll(async () => {
    one = await openOfflineInstrument({
      size: { width: 96, height: 54 },
      detail: 0.02,
      sound: null,
    });
  });
  afterAll(() => one.dispose());

  // One on each deck.
  const pairs = sceneLibrary.flatMap((scene, i) => {
    const other = sceneLibrary[i + 1] ?? sceneLibrary[0];
    return i % 2 === 0 && other ? [[scene.name, other.name, scene, other] as const] : [];
  });

  it.each(pairs)(
    '%s and %s come back after a lost device, with their parameters',
    async (_a, _b, a, b) => {
      const { store, host } = one.instrument;
      for (const [deck, scene] of [
        ['a', a],
        ['b', b],
      ] as const) {
        moveParams(one, deck, scene);
        one.set(`deck.${deck}.scene`, scene.name);
      }
      await one.frames(2);
      const before = store.declarations.map((_, i) => store.target(i));
      const losses = host.recoveries + 1;
      one.instrument.gpu?.context.device.destroy();
      const lostAt = performance.now();
      while (host.recoveries < losses && performance.now() - lostAt < 50_000) {
        one.instrument.frame();
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      await one.frames(1);
      expect(host.recoveries).toBe(losses);
      const { gpu } = one.instrument;
      if (!gpu) throw new Error('There is no device.');
      for (const { output } of Object.values(gpu.decks)) {
        expectPicture(await readPicture(gpu.context, output));
      }
      expect(store.declarations.map((_, i) => store.target(i))).toEqual(before);
      expect(one.notices).toEqual([]);
    },
  );
});

/** Moves every number of a scene away from its default. */
function moveParams(one: OfflineInstrument, deck: DeckName, scene: SceneDefinition): void {
  for (const [param, spec] of Object.entries(scene.params)) {
    const value = spec.default + 0.25 * (spec.max - spec.default);
    if (spec.kind === 'number') one.set(`deck.${deck}.${scene.name}.${param}`, value);
  }
}
