import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createControlBus } from '../../../../engine/control/control-bus.ts';
import { createGestureLoops } from '../../../../engine/control/gesture-loops.ts';
import { createHandHistory } from '../../../../engine/control/hand-history.ts';
import { createHistory } from '../../../../engine/control/mapping/history.ts';
import type { FrameTime } from '../../../../engine/core/frame-time.ts';
import { number, trigger } from '../../../../engine/params/declaration.ts';
import { createParamStore, type ParamChange } from '../../../../engine/params/param-store.ts';

function stage() {
  const store = createParamStore();
  const bus = createControlBus();
  store.declare('p', {
    one: number('One', { default: 0.5, smoothing: 0 }),
    two: number('Two', { default: 0.5, smoothing: 0 }),
    go: trigger('Go'),
  });
  let now = 0;
  const history = createHandHistory({ store, bus, now: () => now });
  const loops = createGestureLoops(store, bus);
  const changes: ParamChange[] = [];
  let beat = 0;
  const frame = (step = 1 / 30) => {
    beat += step;
    now += 1 / 60;
    loops.frame({ beat } as FrameTime);
    bus.drain(changes);
    store.apply(changes, 1 / 60);
  };
  return {
    history,
    loops,
    frame,
    pause: () => {
      now += 1;
    },
    send(id: string, value: number, sender = 'midi') {
      bus.send({ id, value, sender });
      frame();
    },
    values: () => ['p.one', 'p.two'].map((id) => store.target(store.indexOf(id))),
    get beat() {
      return beat;
    },
  };
}

describe('undo of hands', () => {
  it('puts a whole gesture back, and what others did not', () => {
    const { send, pause, history, frame, values } = stage();
    for (const value of [0.6, 0.7, 0.8]) send('p.one', value);
    pause();
    send('p.two', 0.1);
    send('p.two', 0.9, 'transition');
    history.undo();
    frame();
    expect(values()).toEqual([0.8, 0.5]);
    history.undo();
    frame();
    expect(values()).toEqual([0.5, 0.5]);
    expect(history.undo()).toBe(false);
  });

  it('followed by redo is the identity, at any depth', () => {
    const move = fc.record({
      id: fc.constantFrom('p.one', 'p.two', 'p.go'),
      value: fc.double({ min: 0, max: 1, noNaN: true }),
      sender: fc.constantFrom('midi', 'page', 'keyboard'),
      pause: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 30 }), fc.nat({ max: 40 }), (moves, depth) => {
        const { send, pause, history, frame, values } = stage();
        for (const one of moves) {
          send(one.id, one.value, one.sender);
          if (one.pause) pause();
        }
        const states = [values()];
        let undone = 0;
        while (undone < depth && history.undo()) {
          frame();
          undone += 1;
          states.push(values());
        }
        for (let i = undone; i > 0; i--) {
          history.redo();
          frame();
          const wanted = states[i - 1] ?? [];
          if (values().some((value, place) => value !== wanted[place])) return false;
        }
        return true;
      }),
      { numRuns: 400, seed: 9 },
    );
  });

  it('holds for mappings too', () => {
    const steps = fc.array(fc.constantFrom('change', 'undo', 'redo', 'amend'), { maxLength: 40 });
    fc.assert(
      fc.property(steps, (list) => {
        const history = createHistory(0);
        let next = 1;
        for (const step of list) {
          if (step === 'undo') history.undo();
          else if (step === 'redo') history.redo();
          else if (step === 'change') history.change(next++);
          else history.amend(next++);
          const { state } = history;
          if (history.undo()) history.redo();
          if (history.state !== state) return false;
        }
        return true;
      }),
      { numRuns: 500, seed: 10 },
    );
  });
});

describe('loops of gestures', () => {
  it('repeat what a hand did over a bar, from the next bar on, until they are cleared', () => {
    const { loops, frame, send, values } = stage();
    const course = (beat: number) => 0.5 + 0.5 * Math.sin((2 * Math.PI * beat) / 4);
    let beat = 0;
    const step = () => {
      beat += 1 / 30;
      return beat;
    };
    for (let i = 0; i < 60; i++) frame(Number(step() > 0) / 30);
    loops.record(1);
    expect(loops.phase).toBe('waiting');
    while (beat < 8.1) send('p.one', course(step()));
    expect(loops.phase).toBe('idle');
    expect(loops.looped).toEqual(['p.one']);
    // The hand is still a beat long before the loop has the parameter.
    while (beat < 9.5) frame(Number(step() > 0) / 30);
    for (let i = 0; i < 240; i++) {
      step();
      frame(1 / 30);
      expect(values()[0]).toBeCloseTo(course(beat), 1);
    }
    loops.clear();
    send('p.one', 0.3);
    frame();
    expect(values()[0]).toBe(0.3);
  });

  it('yield to a hand that takes the parameter, and come back', () => {
    const { loops, frame, send, values } = stage();
    loops.record(1);
    for (let i = 0; i < 130; i++) send('p.one', i % 2);
    expect(loops.looped).toEqual(['p.one']);
    for (let i = 0; i < 40; i++) send('p.one', 0.123);
    expect(values()[0]).toBe(0.123);
    for (let i = 0; i < 40; i++) frame();
    expect(values()[0]).not.toBe(0.123);
  });
});
