import { describe, expect, it } from 'vitest';
import type { FrameTime } from '../../../../../engine/core/frame-time.ts';
import { choice, number, toTravel, trigger } from '../../../../../engine/params/declaration.ts';
import {
  createModulation,
  declareModulation,
} from '../../../../../engine/params/modulation/modulation.ts';
import { drift, LFO_SHAPES, lfo } from '../../../../../engine/params/modulation/shapes.ts';
import { createParamStore } from '../../../../../engine/params/param-store.ts';

const FRAME = 1 / 60;

function stage() {
  const store = createParamStore();
  store.declare('p', {
    one: number('One', { default: 0.5, smoothing: 0 }),
    octaves: number('Octaves', {
      min: 20,
      max: 20_000,
      default: 632.4555,
      curve: 'exponential',
      smoothing: 0,
    }),
    scene: choice('Scene', ['a', 'b', 'c']),
    go: trigger('Go'),
  });
  const heard = { names: ['rms', 'onset'], levels: [0, 0] };
  declareModulation(store, heard.names);
  const modulation = createModulation(store, {
    names: heard.names,
    at: (i) => heard.levels[i] ?? 0,
  });
  let index = 0;
  const frame = (changes: Readonly<Record<string, number | string>> = {}) => {
    const sent = Object.entries(changes).map(([id, value]) => {
      const choices = store.declarations[store.indexOf(id)]?.choices ?? [];
      return {
        id,
        value: typeof value === 'string' ? choices.indexOf(value) : value,
        sender: 'test',
      };
    });
    store.apply(sent, FRAME);
    const seconds = index * FRAME;
    const time = { index, seconds, delta: FRAME, beat: seconds * 2, tempoBpm: 120 } as FrameTime;
    modulation.run(time);
    index += 1;
    return store.snapshot;
  };
  return {
    store,
    heard,
    modulation,
    frame,
    target: (id: string) => store.target(store.indexOf(id)),
  };
}

describe('modulation', () => {
  it('swings a parameter about where its control stands, and leaves the control alone', () => {
    const { frame, target, modulation, store } = stage();
    frame({ 'mod.route1.source': 'lfo1', 'mod.route1.target': 'p.one', 'mod.route1.depth': 0.25 });
    const seen = Array.from({ length: 240 }, () => frame().get('p.one'));
    expect(Math.max(...seen)).toBeCloseTo(0.75, 2);
    expect(Math.min(...seen)).toBeCloseTo(0.25, 2);
    expect(target('p.one')).toBe(0.5);
    expect(modulation.reachOf(store.indexOf('p.one'))).toEqual({ low: -0.25, high: 0.25 });
    frame({ 'mod.on': 0 });
    expect(frame().get('p.one')).toBe(0.5);
    frame({ 'mod.on': 1, 'mod.route1.source': 0 });
    expect(frame().get('p.one')).toBe(0.5);
    expect(modulation.reachOf(store.indexOf('p.one'))).toBeNull();
  });

  it('adds any number of sources onto one parameter, and stays in its range', () => {
    const { frame } = stage();
    const routes = Array.from({ length: 64 }, (_, i) => [
      [`mod.route${i + 1}.source`, 'macro1'],
      [`mod.route${i + 1}.target`, 'p.one'],
      [`mod.route${i + 1}.depth`, i < 2 ? 0.1 : 0.001],
    ]).flat() as [string, number | string][];
    frame(Object.fromEntries(routes));
    frame({ 'mod.macro1.value': 1 });
    for (let i = 0; i < 60; i++) frame();
    expect(frame().get('p.one')).toBeCloseTo(0.5 + 0.2 + 0.062, 3);
    frame({ 'mod.route1.depth': 1 });
    for (let i = 0; i < 60; i++) frame();
    expect(frame().get('p.one')).toBe(1);
  });

  it('moves octaves by travel, choices by their steps, and macros many at once', () => {
    const { frame, store } = stage();
    frame({
      'mod.macro1.value': 1,
      'mod.route1.source': 'macro1',
      'mod.route1.target': 'p.octaves',
      'mod.route1.depth': -0.5,
      'mod.route2.source': 'macro1',
      'mod.route2.target': 'p.scene',
      'mod.route2.depth': 1,
    });
    for (let i = 0; i < 60; i++) frame();
    const octaves = store.declarations[store.indexOf('p.octaves')];
    expect(octaves && toTravel(octaves, frame().get('p.octaves'))).toBeCloseTo(0, 2);
    expect(frame().get('p.scene')).toBe(2);
  });

  it('moves sources by sources: an envelope by the sound, a macro by the envelope', () => {
    const { frame, heard } = stage();
    frame({
      'mod.route1.source': 'follow1',
      'mod.route1.target': 'mod.envelope1.gate',
      'mod.route1.depth': 1,
      'mod.route2.source': 'envelope1',
      'mod.route2.target': 'mod.macro1.value',
      'mod.route2.depth': 1,
      'mod.route3.source': 'macro1',
      'mod.route3.target': 'p.one',
      'mod.route3.depth': 0.5,
      'mod.envelope1.sustain': 1,
    });
    for (let i = 0; i < 30; i++) frame();
    expect(frame().get('p.one')).toBe(0.5);
    heard.levels[0] = 1;
    for (let i = 0; i < 30; i++) frame();
    expect(frame().get('p.one')).toBeCloseTo(1, 1);
  });

  it('follows a feature up fast and down slowly', () => {
    const { frame, heard } = stage();
    frame({
      'mod.route1.source': 'follow1',
      'mod.route1.target': 'p.one',
      'mod.route1.depth': 0.5,
    });
    heard.levels[0] = 1;
    for (let i = 0; i < 6; i++) frame();
    expect(frame().get('p.one')).toBeGreaterThan(0.97);
    heard.levels[0] = 0;
    for (let i = 0; i < 6; i++) frame();
    expect(frame().get('p.one')).toBeGreaterThan(0.7);
    for (let i = 0; i < 120; i++) frame();
    expect(frame().get('p.one')).toBeCloseTo(0.5, 2);
  });

  it('opens and closes an envelope, and steps through a sequence on the beat', () => {
    const { frame } = stage();
    frame({
      'mod.route1.source': 'envelope1',
      'mod.route1.target': 'p.one',
      'mod.route1.depth': 0.5,
      'mod.envelope1.sustain': 0.5,
    });
    for (let i = 0; i < 30; i++) frame();
    frame({ 'mod.envelope1.gate': 1 });
    const rise = Array.from({ length: 4 }, () => frame().get('p.one'));
    expect(Math.max(...rise)).toBeCloseTo(1, 1);
    for (let i = 0; i < 60; i++) frame();
    expect(frame().get('p.one')).toBeCloseTo(0.75, 1);
    frame({ 'mod.envelope1.gate': 0 });
    for (let i = 0; i < 120; i++) frame();
    expect(frame().get('p.one')).toBeCloseTo(0.5, 1);
    frame({ 'mod.route1.source': 'steps1' });
    const steps = Array.from({ length: 240 }, () => Math.round(frame().get('p.one') * 2) / 2);
    expect(new Set(steps)).toEqual(new Set([0.5, 1]));
    expect(steps.filter((value, i) => i > 0 && value !== steps[i - 1]).length).toBe(8);
  });

  it('has shapes within bounds, which begin on the beat and repeat for the same seed', () => {
    for (const shape of LFO_SHAPES) {
      for (let i = -100; i < 100; i++) {
        const value = lfo(shape, i / 7, 3);
        expect(Math.abs(value)).toBeLessThanOrEqual(1);
        expect(lfo(shape, i / 7, 3)).toBe(value);
      }
    }
    expect(lfo('sine', 0.25, 1)).toBeCloseTo(1);
    expect(lfo('triangle', 0.25, 1)).toBeCloseTo(1);
    expect(lfo('triangle', 0, 1)).toBeCloseTo(0);
    const course = Array.from({ length: 700 }, (_, i) => drift(5, i / 100));
    for (const [i, value] of course.entries()) {
      if (i > 0) expect(Math.abs(value - (course[i - 1] ?? 0))).toBeLessThan(0.04);
    }
  });
});
