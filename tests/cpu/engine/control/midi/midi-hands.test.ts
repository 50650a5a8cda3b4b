import { describe, expect, it } from 'vitest';
import { createControlBus } from '../../../../../engine/control/control-bus.ts';
import { type Binding, PLAIN_BINDING } from '../../../../../engine/control/mapping/binding.ts';
import { createHistory } from '../../../../../engine/control/mapping/history.ts';
import { createLearner } from '../../../../../engine/control/mapping/learner.ts';
import { createMapper } from '../../../../../engine/control/mapping/mapper.ts';
import { createMidiClockIn } from '../../../../../engine/control/midi/clock-in.ts';
import { lightState } from '../../../../../engine/control/midi/light-states.ts';
import { createMidiHands } from '../../../../../engine/control/midi/midi-hands.ts';
import { bindingsOf } from '../../../../../engine/control/midi/profile.ts';
import { profileFor } from '../../../../../engine/control/midi/profile-library.ts';
import { choice, number, toggle } from '../../../../../engine/params/declaration.ts';
import { createParamStore, type ParamChange } from '../../../../../engine/params/param-store.ts';
import { createFakeMidi } from '../../../../support/fake-midi.ts';

/** Controllers on a small instrument, a frame every sixtieth of a second. */
function stage(own: readonly Binding[] | 'profile' = []) {
  const store = createParamStore();
  const bus = createControlBus();
  const names = Array.from({ length: 9 }, (_, i) => `p${i + 1}`);
  store.declare(
    'hand',
    Object.fromEntries(names.map((name) => [name.slice(1), number(name, { default: 0.5 })])),
  );
  store.declare('mixer', { crossfade: number('Crossfade', { default: 0 }) });
  store.declare('deck.a', { scene: choice('Scene', ['fluid', 'swarm', 'terrain']) });
  store.declare('master', { blackout: toggle('Blackout') });
  const midi = createFakeMidi();
  const said: string[] = [];
  const state = { page: 0 };
  const bindings = createHistory<readonly Binding[]>(own === 'profile' ? [] : own);
  const pageOf = () => state.page;
  const targets = {
    resolve: (target: string) =>
      store.has(target) ? ({ kind: 'param', id: target } as const) : null,
  };
  const mapper = createMapper({ store, bus, sender: 'midi', targets, pageOf });
  mapper.use(bindings.state);
  const learner = createLearner({
    bindings: () => bindings.state,
    change: (next) => bindings.change(next),
    amend: (next) => bindings.amend(next),
    encodingOf: ({ device, control }) =>
      profileFor(device)?.byControl.get(control)?.encoding ?? null,
    pageOf: () => (state.page === 0 ? null : state.page),
  });
  let now = 1;
  const hands = createMidiHands({
    ports: midi.ports,
    profileFor,
    mapper,
    learn: (event) => learner.take(event) || learner.waiting.length > 0,
    bindings: () => bindings.state,
    introduce(device, profile) {
      if (own === 'profile') bindings.amend([...bindings.state, ...bindingsOf(profile, device)]);
    },
    lightOf: (binding) => lightState(binding, { store, targets, isOn: () => false }),
    pageOf,
    clock: createMidiClockIn(),
    say: (text) => said.push(text),
    now: () => now,
  });
  bindings.onChange((next) => {
    mapper.use(next);
    hands.relight();
  });
  mapper.use(bindings.state);
  const changes: ParamChange[] = [];
  const frames = (count = 1) => {
    for (let i = 0; i < count; i++) {
      now += 1 / 60;
      hands.frame(now);
      bus.drain(changes);
      store.apply(changes, 1 / 60);
      hands.relight();
    }
  };
  return {
    midi,
    said,
    state,
    bindings,
    learner,
    hands,
    frames,
    at: (id: string) => store.target(store.indexOf(id)),
    send(id: string, value: number) {
      bus.send({ id, value, sender: 'page' });
      frames();
    },
  };
}

describe('controllers', () => {
  it('play and light by their profile as soon as they are plugged in', () => {
    const { midi, frames, at } = stage('profile');
    const apc = midi.device('APC mini mk2 Control');
    midi.plug(apc);
    frames(20);
    // Palette of the vendor: white 3, amber 9, dim 1, on the channel of full brightness.
    expect(apc.sent).toContainEqual([0x96, 56, 9]);
    expect(apc.sent).toContainEqual([0x96, 57, 1]);
    apc.sent.length = 0;
    midi.play(apc, [0x90, 57, 127]);
    frames(3);
    expect(at('deck.a.scene')).toBe(1);
    expect(apc.sent).toEqual(
      expect.arrayContaining([
        [0x96, 56, 1],
        [0x96, 57, 9],
      ]),
    );
    expect(apc.sent).toHaveLength(2);
  });

  it('are lit where their output has another name than their input', () => {
    const { midi, frames, hands } = stage('profile');
    const one = midi.device('nanoKONTROL2 SLIDER/KNOB');
    midi.plug({ ...one, output: { ...one.output, name: 'nanoKONTROL2 CTRL' } });
    frames(20);
    expect(hands.devices.map(({ hasOutput }) => hasOutput)).toEqual([true]);
    // Native mode first; then every lamp.
    expect(one.sent[0]).toEqual([240, 66, 64, 0, 1, 19, 0, 0, 0, 1, 247]);
    expect(one.sent).toContainEqual([0xbf, 32, 127]);
  });

  it('come back after being pulled out in mid-gesture, a hundred times: nothing jumps', () => {
    const { midi, frames, at, said } = stage('profile');
    const apc = midi.device('APC mini mk2 Control');
    for (let i = 0; i < 100; i++) {
      midi.plug(apc);
      frames(20);
      const before = at('hand.1');
      // The fader was left elsewhere while nobody looked.
      midi.play(apc, [0xb0, 48, (i * 37) % 128]);
      frames();
      const raw = ((i * 37) % 128) / 127;
      expect(Math.abs(at('hand.1') - before)).toBeLessThanOrEqual(3 / 128 + 1e-9);
      if (Math.abs(raw - before) > 3 / 128) expect(at('hand.1')).toBe(before);
      // Every light is painted anew, and the scene that plays is lit.
      expect(apc.sent.filter(([status]) => status === 0x96).length).toBeGreaterThanOrEqual(64);
      expect(apc.sent).toContainEqual([0x96, 56, 9]);
      apc.sent.length = 0;
      midi.unplug(apc);
      frames();
    }
    expect(said.filter((text) => text.includes('is gone'))).toHaveLength(100);
  });

  it('let go of a held note when they go', () => {
    const key = {
      ...PLAIN_BINDING,
      device: 'Keys',
      control: 'note.1.60',
      target: 'master.blackout',
    };
    const { midi, frames, at } = stage([{ ...key, mode: 'momentary' }]);
    const keys = midi.device('Keys');
    midi.plug(keys);
    midi.play(keys, [0x90, 60, 100]);
    frames();
    expect(at('master.blackout')).toBe(1);
    midi.unplug(keys);
    frames();
    expect(at('master.blackout')).toBe(0);
  });

  it('are told apart when they are equal, whichever is plugged in first', () => {
    const turn = { ...PLAIN_BINDING, control: 'cc.1.1', takeover: 'jump' as const };
    const { midi, frames, at, hands } = stage([
      { ...turn, device: 'Twin', target: 'hand.1' },
      { ...turn, device: 'Twin #2', target: 'hand.2' },
    ]);
    const [one, two] = [midi.device('Twin', 'left'), midi.device('Twin', 'right')];
    midi.plug(one);
    midi.plug(two);
    midi.play(one, [0xb0, 1, 127]);
    midi.play(two, [0xb0, 1, 0]);
    frames();
    expect([at('hand.1'), at('hand.2')]).toEqual([1, 0]);
    midi.unplug(one);
    midi.unplug(two);
    midi.plug(two);
    midi.plug(one);
    midi.play(two, [0xb0, 1, 64]);
    frames();
    expect([at('hand.1'), at('hand.2')]).toEqual([1, 64 / 127]);
    expect(hands.devices.map(({ name }) => name)).toEqual(['Twin', 'Twin #2']);
  });

  it('lose no last value in a flood of 5,000 messages a second', () => {
    const { midi, frames, at } = stage([
      { ...PLAIN_BINDING, device: 'Keys', control: 'cc.1.1', target: 'hand.1', takeover: 'jump' },
    ]);
    const keys = midi.device('Keys');
    midi.plug(keys);
    for (let frame = 0; frame < 60; frame++) {
      for (let i = 0; i < 84; i++) midi.play(keys, [0xb0, 1, (frame * 31 + i * 7) % 128]);
      frames();
      expect(at('hand.1')).toBeCloseTo(((frame * 31 + 83 * 7) % 128) / 127);
    }
  });

  it('do not send to a device what its maker alone understands, unless the browser allows it', () => {
    const { midi, frames } = stage();
    Object.assign(midi.ports, { sysex: false });
    const pad = midi.device('MIDIIN2 (LPX MIDI)');
    midi.plug(pad);
    frames(60);
    expect(pad.sent.length).toBeGreaterThan(0);
    expect(pad.sent.every(([status]) => status !== 0xf0)).toBe(true);
  });
});

describe('learning', () => {
  it('takes a row of parameters by a sweep over a row of controls', () => {
    const { midi, learner, bindings, frames, at } = stage();
    const keys = midi.device('Keys');
    midi.plug(keys);
    for (const name of ['hand.1', 'hand.2', 'hand.3'])
      learner.point({ target: name, kind: 'number' });
    for (let knob = 20; knob < 23; knob++) {
      for (let value = 5; value < 25; value += 2) midi.play(keys, [0xb0, knob, value]);
    }
    frames();
    expect(bindings.state.map(({ control, target }) => [control, target])).toEqual([
      ['cc.1.20', 'hand.1'],
      ['cc.1.21', 'hand.2'],
      ['cc.1.22', 'hand.3'],
    ]);
    expect(at('hand.1')).toBe(0.5);
    for (let value = 25; value < 90; value++) midi.play(keys, [0xb0, 20, value]);
    frames();
    expect(at('hand.1')).toBeCloseTo(89 / 127);
  });

  it('tells what a control was on before, and undoes and redoes', () => {
    const { midi, learner, bindings } = stage();
    const keys = midi.device('Keys');
    midi.plug(keys);
    const sweep = () => {
      for (let value = 30; value < 60; value += 3) midi.play(keys, [0xb0, 20, value]);
    };
    learner.point({ target: 'hand.1', kind: 'number' });
    sweep();
    learner.clear();
    learner.point({ target: 'hand.2', kind: 'number' });
    sweep();
    expect(learner.latest?.replaced.map(({ target }) => target)).toEqual(['hand.1']);
    const after = bindings.state;
    bindings.undo();
    expect(bindings.state.map(({ target }) => target)).toEqual(['hand.1']);
    bindings.redo();
    expect(bindings.state).toBe(after);
  });

  it('finds out by itself that a control is an endless encoder', () => {
    const { midi, learner, bindings } = stage();
    const keys = midi.device('Strange Box');
    midi.plug(keys);
    learner.point({ target: 'hand.1', kind: 'number' });
    for (const raw of [65, 65, 63, 65, 65, 66, 65, 63, 63, 63]) midi.play(keys, [0xb0, 20, raw]);
    expect(bindings.state[0]?.encoding).toBe('offset-64');
    bindings.undo();
    expect(bindings.state).toEqual([]);
  });

  it('keeps what is learnt on a page to that page', () => {
    const { midi, learner, bindings, state, frames, at } = stage();
    const keys = midi.device('Keys');
    midi.plug(keys);
    const sweep = () => {
      for (let value = 40; value < 90; value += 2) midi.play(keys, [0xb0, 20, value]);
    };
    learner.point({ target: 'hand.1', kind: 'number' });
    sweep();
    frames();
    const before = at('hand.1');
    state.page = 1;
    learner.clear();
    learner.point({ target: 'hand.2', kind: 'number' });
    sweep();
    expect(bindings.state.map(({ target, page }) => [target, page])).toEqual([
      ['hand.1', null],
      ['hand.2', 1],
    ]);
    for (let value = 90; value > 30; value--) midi.play(keys, [0xb0, 20, value]);
    frames();
    expect(at('hand.2')).toBeCloseTo(31 / 127);
    expect(at('hand.1')).toBe(before);
  });
});
