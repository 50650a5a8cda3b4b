import { describe, expect, it } from 'vitest';
import { createControlBus } from '../../../../engine/control/control-bus.ts';
import type { FrameTime } from '../../../../engine/core/frame-time.ts';
import { choice, number } from '../../../../engine/params/declaration.ts';
import { createParamStore, type ParamChange } from '../../../../engine/params/param-store.ts';
import { moveCue } from '../../../../engine/session/cue-list.ts';
import { handParams } from '../../../../engine/session/hand-params.ts';
import { createSnapshots } from '../../../../engine/session/snapshots.ts';

function stage() {
  const store = createParamStore();
  const bus = createControlBus();
  store.declare('deck.a', {
    level: number('Level', { default: 1 }),
    hertz: number('Hertz', { min: 20, max: 20_000, default: 20, curve: 'exponential' }),
    scene: choice('Scene', ['x', 'y']),
  });
  store.declare('mixer', { crossfade: number('Crossfade', { default: 0 }) });
  for (const [prefix, specs] of Object.entries(handParams)) store.declare(prefix, specs);
  const snapshots = createSnapshots(store, bus);
  const changes: ParamChange[] = [];
  let beat = 0;
  const frames = (count = 1) => {
    for (let i = 0; i < count; i++) {
      beat += 1 / 8;
      snapshots.frame({ beat } as FrameTime);
      bus.drain(changes);
      store.apply(changes, 1 / 60);
    }
  };
  const send = (values: Readonly<Record<string, number>>, sender = 'page') => {
    for (const [id, value] of Object.entries(values)) bus.send({ id, value, sender });
    frames(2);
  };
  const at = (id: string) => store.target(store.indexOf(id));
  const take = (slot: number) => send({ 'snapshots.store': 1 }) ?? send({ 'snapshots.slot': slot });
  return { snapshots, frames, send, at, take, store };
}

describe('snapshots', () => {
  it('take the state, and recall it by a cut', () => {
    const { send, at, take } = stage();
    send({ 'deck.a.level': 0.2, 'deck.a.scene': 1 });
    take(3);
    expect(at('snapshots.store')).toBe(0);
    send({ 'deck.a.level': 0.9, 'deck.a.scene': 0 });
    send({ 'snapshots.slot': 3 });
    expect([at('deck.a.level'), at('deck.a.scene')]).toEqual([0.2, 1]);
  });

  it('fade in beats by travel, and let a hand take what it wants out of a fade', () => {
    const { send, at, take, frames } = stage();
    send({ 'deck.a.hertz': 20_000, 'deck.a.level': 0 });
    take(1);
    send({ 'deck.a.hertz': 20, 'deck.a.level': 1, 'snapshots.beats': 4 });
    send({ 'snapshots.slot': 1 });
    frames(14);
    expect(at('deck.a.hertz')).toBeCloseTo(20 * 1000 ** (15 / 32), 0);
    send({ 'deck.a.level': 0.77 }, 'midi');
    frames(30);
    expect(at('deck.a.hertz')).toBe(20_000);
    expect(at('deck.a.level')).toBe(0.77);
  });

  it('hold a part of the state when they are told to', () => {
    const { send, at, take } = stage();
    send({ 'snapshots.scope': 3, 'mixer.crossfade': 1 });
    take(1);
    send({ 'mixer.crossfade': 0, 'deck.a.level': 0.4 });
    send({ 'snapshots.slot': 1 });
    expect([at('mixer.crossfade'), at('deck.a.level')]).toEqual([1, 0.4]);
  });

  it('are crossfaded by a fader', () => {
    const { send, at, take } = stage();
    send({ 'deck.a.level': 0 });
    take(1);
    send({ 'deck.a.level': 1, 'deck.a.scene': 1 });
    take(2);
    send({ 'snapshots.from': 1, 'snapshots.to': 2 });
    send({ 'snapshots.morph': 0.25 });
    expect([at('deck.a.level'), at('deck.a.scene')]).toEqual([0.25, 0]);
    send({ 'snapshots.morph': 0.75 });
    expect([at('deck.a.level'), at('deck.a.scene')]).toEqual([0.75, 1]);
  });

  it('are a cue list that goes on and back, past empty slots', () => {
    const { send, at, take } = stage();
    for (const [slot, level] of [
      [2, 0.2],
      [5, 0.5],
      [9, 0.9],
    ] as const) {
      send({ 'deck.a.level': level });
      take(slot);
    }
    send({ 'snapshots.go': 1 });
    expect([at('snapshots.slot'), at('deck.a.level')]).toEqual([2, 0.2]);
    send({ 'snapshots.go': 1 });
    expect(at('deck.a.level')).toBe(0.5);
    send({ 'snapshots.back': 1 });
    send({ 'snapshots.back': 1 });
    expect(at('deck.a.level')).toBe(0.9);
  });

  it('are called by a list of cues, in its order and each with its own fade', () => {
    const { snapshots, send, at, take, frames } = stage();
    for (const [slot, level] of [
      [2, 0.2],
      [5, 0.5],
    ] as const) {
      send({ 'deck.a.level': level });
      take(slot);
    }
    for (const [slot, beats] of [
      [5, 0],
      [2, 2],
      [5, 1],
    ] as const) {
      send({ 'snapshots.slot': slot, 'snapshots.beats': beats });
      send({ 'snapshots.addCue': 1 });
    }
    send({ 'snapshots.slot': 9 });
    send({ 'snapshots.addCue': 1 });
    expect(snapshots.bank.state.cues).toEqual([
      { slot: 5, beats: 0 },
      { slot: 2, beats: 2 },
      { slot: 5, beats: 1 },
    ]);
    send({ 'snapshots.beats': 0, 'deck.a.level': 1 });
    send({ 'snapshots.go': 1 });
    expect([at('snapshots.cue'), at('snapshots.slot'), at('deck.a.level')]).toEqual([1, 5, 0.5]);
    send({ 'snapshots.go': 1 });
    frames(7);
    expect(at('deck.a.level')).toBeCloseTo(0.35, 1);
    frames(12);
    expect([at('snapshots.cue'), at('deck.a.level')]).toEqual([2, 0.2]);
    send({ 'snapshots.back': 1 });
    expect([at('snapshots.cue'), at('deck.a.level')]).toEqual([1, 0.5]);
    send({ 'snapshots.back': 1 });
    expect(at('snapshots.cue')).toBe(3);
    send({ 'snapshots.cue': 2 });
    frames(20);
    expect(at('deck.a.level')).toBe(0.2);

    const file = JSON.parse(JSON.stringify(snapshots.write()));
    const { cues } = snapshots.bank.state;
    snapshots.bank.undo();
    expect(snapshots.bank.state.cues).toHaveLength(2);
    snapshots.read(file, 'bank.json');
    expect(snapshots.bank.state.cues).toEqual(cues);
    file.cues[1] = { slot: 99 };
    expect(() => snapshots.read(file, 'bank.json')).toThrow(/bank\.json: cues\[1\]/);
    expect(moveCue(cues, 3, 1).map(({ slot }) => slot)).toEqual([5, 5, 2]);
  });

  it('come back from a file, by names, without what is no longer there', () => {
    const { snapshots, send, take } = stage();
    send({ 'deck.a.scene': 1 });
    take(1);
    const file = JSON.parse(JSON.stringify(snapshots.write()));
    expect(file.slots[0]['deck.a.scene']).toBe('y');
    const before = snapshots.bank.state;
    file.slots[0]['deck.z.gone'] = 1;
    snapshots.read(file, 'bank.json');
    expect(snapshots.bank.state).toEqual(before);
    snapshots.read(file.slots, 'a bank without cues');
    expect(snapshots.bank.state).toEqual(before);
    file.slots[0]['deck.a.scene'] = 'nowhere';
    expect(() => snapshots.read(file, 'bank.json')).toThrow(/bank\.json: snapshots\[0\]/);
  });
});
