import { describe, expect, it } from 'vitest';
import { modelLibrary } from '../../../../app/model-library.ts';
import demoShow from '../../../../app/perform/demo-show.json?raw';
import { sceneLibrary } from '../../../../app/scene-library.ts';
import { createParamStore } from '../../../../engine/params/param-store.ts';
import { declareSessionParams } from '../../../../engine/session/session-params.ts';
import { parseShow, type Show } from '../../../../engine/session/show.ts';

function demo(): Show {
  const store = createParamStore();
  declareSessionParams(store, sceneLibrary, modelLibrary);
  return parseShow(demoShow, store.declarations);
}

describe('the demo show', () => {
  it('is one that the instrument can play', () => {
    expect(demo().events.length).toBeGreaterThan(20);
  });

  it('shows every scene', () => {
    const { params, events } = demo();
    const settings = [...params, ...events.flatMap(({ set }) => set)];
    const shown = settings.filter(({ id }) => /^deck\.[ab]\.scene$/.test(id));
    const names = new Set(shown.map(({ value }) => sceneLibrary[value]?.name));
    expect([...names].sort()).toEqual(sceneLibrary.map(({ name }) => name));
  });

  it('changes decks within its first five seconds and at least five times a minute', () => {
    const { events } = demo();
    const going = events.filter(({ set }) => set.some(({ id }) => id === 'mixer.go'));
    const beats = going.map(({ beat }) => beat ?? Number.POSITIVE_INFINITY);
    expect(Math.min(...beats)).toBeLessThan(9);
    expect(beats.length).toBeGreaterThanOrEqual(5);
  });

  it('is over before it begins again', () => {
    const { events, loop } = demo();
    expect(loop).toBeGreaterThan(0);
    for (const { beat, over } of events) {
      expect((beat ?? 0) + over).toBeLessThanOrEqual(loop ?? 0);
    }
  });
});
