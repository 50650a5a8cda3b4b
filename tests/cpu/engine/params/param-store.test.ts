import { describe, expect, it } from 'vitest';
import { number, toggle, trigger } from '../../../../engine/params/declaration.ts';
import { createParamStore } from '../../../../engine/params/param-store.ts';

const open = () => {
  const store = createParamStore();
  store.declare('deck.a', {
    zoom: number('Zoom', { min: 0, max: 10, default: 1, smoothing: 0.1 }),
    on: toggle('On'),
    hit: trigger('Hit'),
  });
  return store;
};
const change = (id: string, value: number) => ({ id, value, sender: 'test' });

describe('createParamStore', () => {
  it('starts at the defaults', () => {
    const store = open();
    expect(store.snapshot.get('deck.a.zoom')).toBe(1);
    expect(store.snapshot.get('deck.a.on')).toBe(0);
  });

  it('follows a move by its time constant and arrives', () => {
    const store = open();
    const first = store.apply([change('deck.a.zoom', 5)], 0.1).get('deck.a.zoom');
    expect(first).toBeCloseTo(1 + 4 * (1 - Math.exp(-1)), 6);
    for (let i = 0; i < 200; i++) store.apply([], 0.1);
    expect(store.snapshot.get('deck.a.zoom')).toBe(5);
  });

  it('smooths alike at any frame rate', () => {
    const zoomAfter = (rate: number) => {
      const store = open();
      store.apply([change('deck.a.zoom', 9)], 0);
      for (let i = 0; i < rate / 10; i++) store.apply([], 1 / rate);
      return store.snapshot.get('deck.a.zoom');
    };
    expect(zoomAfter(20)).toBeCloseTo(zoomAfter(120), 6);
  });

  it('switches at once and holds a trigger for one frame', () => {
    const store = open();
    const hit = store.indexOf('deck.a.hit');
    store.apply([change('deck.a.on', 1), change('deck.a.hit', 1)], 1 / 60);
    expect(store.snapshot.get('deck.a.on')).toBe(1);
    expect(store.snapshot.hit(hit)).toBe(true);
    store.apply([], 1 / 60);
    expect(store.snapshot.hit(hit)).toBe(false);
  });

  it('holds values to the range, and ignores addresses that nobody declared', () => {
    const store = open();
    store.apply([change('deck.a.zoom', 1e9), change('deck.z.nothing', 1)], 0);
    store.settle();
    expect(store.snapshot.get('deck.a.zoom')).toBe(10);
  });

  it('grows its revision with a change of a target, and only then', () => {
    const store = open();
    const before = store.revision;
    store.apply([change('deck.a.zoom', 3)], 0.01);
    expect(store.revision).toBe(before + 1);
    store.apply([change('deck.a.zoom', 3)], 0.01);
    expect(store.revision).toBe(before + 1);
  });

  it('keeps values when more is declared later', () => {
    const store = open();
    store.apply([change('deck.a.zoom', 4)], 0);
    store.settle();
    store.declare('deck.b', { zoom: number('Zoom', { default: 0.5 }) });
    expect(store.snapshot.get('deck.a.zoom')).toBe(4);
    expect(store.snapshot.get('deck.b.zoom')).toBe(0.5);
  });

  it('refuses a second declaration and an unknown address by name', () => {
    const store = open();
    expect(() => store.declare('deck.a', { zoom: toggle('Again') })).toThrow(/"deck.a.zoom"/);
    expect(() => store.snapshot.get('deck.a.zom')).toThrow(/"deck.a.zom"/);
  });
});
