import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createControlBus } from '../../../../engine/control/control-bus.ts';
import { CROSSFADE_LENGTHS, keyMap } from '../../../../engine/control/key-map.ts';
import { createKeyboard, type KeyPress } from '../../../../engine/control/keyboard.ts';
import { choice, number, toggle, trigger } from '../../../../engine/params/declaration.ts';
import { createParamStore, type ParamChange } from '../../../../engine/params/param-store.ts';

/** A session of parameters with a keyboard on it, and a log of what the keyboard asked for. */
function openKeyboard() {
  const store = createParamStore();
  store.declare('deck.a', { scene: choice('Scene', ['fluid', 'swarm', 'terrain']) });
  store.declare('deck.b', { scene: choice('Scene', ['fluid', 'swarm', 'terrain']) });
  store.declare('deck.a.fluid', {
    swirl: number('Swirl', { default: 0.5 }),
    steps: number('Steps', { min: 1, max: 4, default: 2, step: 1 }),
    palette: choice('Palette', ['ember', 'ice', 'moss']),
  });
  store.declare('mixer', {
    crossfade: number('Crossfade', { default: 0 }),
    beats: number('Length', { min: 0, max: 32, default: 8, step: 1 }),
    go: trigger('Go'),
  });
  store.declare('master', {
    freeze: toggle('Freeze'),
    blackout: toggle('Blackout'),
    panic: trigger('Panic'),
  });
  store.declare('transport', { tap: trigger('Tap') });
  const bus = createControlBus();
  const asked: string[] = [];
  const clock = { seconds: 10 };
  const params = ['deck.a.fluid.swirl', 'deck.a.fluid.steps', 'deck.a.fluid.palette'];
  const hand = {
    deck: 'a' as 'a' | 'b',
    place: 0,
    get param() {
      return params[this.place] ?? null;
    },
    takeDeck(deck: 'a' | 'b') {
      this.deck = deck;
    },
    walk(by: number) {
      this.place += by;
    },
    toggleSlot: (slot: number, chain: string) => void asked.push(`${chain} slot ${slot}`),
  };
  const keyboard = createKeyboard({
    store,
    bus,
    hand,
    command: (command) => void asked.push(command),
    say: (text) => void asked.push(text),
    now: () => clock.seconds,
  });
  const press = (key: string, more: Partial<KeyPress> = {}) =>
    keyboard.press({
      key,
      code: '',
      shift: false,
      modified: false,
      repeat: false,
      focus: 'free',
      ...more,
    });
  const drained: ParamChange[] = [];
  const changes = () => {
    bus.drain(drained);
    return drained.map(({ id, value, sender }) => ({ id, value, sender }));
  };
  /** One frame: what was sent is applied. */
  const frame = () => {
    bus.drain(drained);
    store.apply(drained, 1);
    return drained;
  };
  const target = (id: string) => store.target(store.indexOf(id));
  return { press, changes, frame, target, hand, asked, clock };
}

describe('the key map', () => {
  it('gives no key two meanings', () => {
    const keys = keyMap.flatMap((binding) => binding.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('shows a cap for every key, but for the digits that it shows as a range', () => {
    for (const { keys, caps, action } of keyMap) {
      if (action.do === 'load scene') expect(caps).toEqual(['1', '9']);
      else if (action.do === 'panic') expect(caps).toEqual(['Esc', 'Esc']);
      else expect(caps).toHaveLength(keys.length);
    }
  });

  it('says something else of every line', () => {
    const words = keyMap.map(({ does }) => does);
    expect(new Set(words).size).toBe(words.length);
  });
});

describe('the keyboard', () => {
  it.each([
    ['2', { id: 'deck.a.scene', value: 1 }],
    [' ', { id: 'mixer.go', value: 1 }],
    ['ArrowRight', { id: 'mixer.crossfade', value: 0.02 }],
    ['End', { id: 'mixer.crossfade', value: 1 }],
    ['Home', { id: 'mixer.crossfade', value: 0 }],
    ['+', { id: 'mixer.beats', value: 16 }],
    ['-', { id: 'mixer.beats', value: 4 }],
    ['ArrowUp', { id: 'deck.a.fluid.swirl', value: 0.52 }],
    ['ArrowDown', { id: 'deck.a.fluid.swirl', value: 0.48 }],
    ['Backspace', { id: 'deck.a.fluid.swirl', value: 0.5 }],
    ['t', { id: 'transport.tap', value: 1 }],
    ['f', { id: 'master.freeze', value: 1 }],
    ['k', { id: 'master.blackout', value: 1 }],
  ])('sends on %j %j', (key, { id, value }) => {
    const { press, changes } = openKeyboard();
    expect(press(key)).toBe(true);
    expect(changes()).toEqual([{ id, value: expect.closeTo(value, 10), sender: 'keyboard' }]);
  });

  it.each([
    ['r', 'record'],
    ['o', 'second window'],
    ['Enter', 'full screen'],
    ['?', 'keys'],
    ['z', 'deck slot 1'],
    ['v', 'deck slot 4'],
  ])('asks on %j for %s, which is no parameter', (key, expected) => {
    const { press, changes, asked } = openKeyboard();
    expect(press(key)).toBe(true);
    expect(asked).toEqual([expected]);
    expect(changes()).toEqual([]);
  });

  it('loads scenes into the deck that is in hand', () => {
    const { press, changes, hand, asked } = openKeyboard();
    press('b');
    expect(hand.deck).toBe('b');
    press('3');
    expect(changes()).toEqual([{ id: 'deck.b.scene', value: 2, sender: 'keyboard' }]);
    press('9');
    expect(changes()).toEqual([]);
    expect(asked).toEqual(['There is no scene 9.']);
  });

  it('knows a digit by its place where another sign is printed on it', () => {
    const { press, changes } = openKeyboard();
    press('é', { code: 'Digit2' });
    expect(changes()).toEqual([{ id: 'deck.a.scene', value: 1, sender: 'keyboard' }]);
  });

  it('moves finely with Shift, and turns the master’s effects', () => {
    const { press, changes, asked } = openKeyboard();
    press('ArrowUp', { shift: true });
    expect(changes()[0]?.value).toBeCloseTo(0.502, 10);
    press('X', { shift: true });
    expect(asked).toEqual(['master slot 2']);
  });

  it('counts every press, however many come between two frames', () => {
    const { press, frame, target } = openKeyboard();
    for (let i = 0; i < 5; i++) press('ArrowRight');
    frame();
    expect(target('mixer.crossfade')).toBeCloseTo(0.1, 10);
    press('f');
    press('f');
    frame();
    expect(target('master.freeze')).toBe(0);
  });

  it('walks the parameters, and moves steps and choices by one', () => {
    const { press, frame, target } = openKeyboard();
    press('.');
    press('ArrowUp');
    frame();
    expect(target('deck.a.fluid.steps')).toBe(3);
    press('.');
    press('ArrowUp');
    frame();
    expect(target('deck.a.fluid.palette')).toBe(1);
    press(',');
    press('ArrowDown');
    frame();
    expect(target('deck.a.fluid.steps')).toBe(2);
  });

  it('steps through the lengths from any length', () => {
    const { press, frame, target } = openKeyboard();
    for (const length of [16, 32, 32]) {
      press('+');
      frame();
      expect(target('mixer.beats')).toBe(length);
    }
    for (const length of [...CROSSFADE_LENGTHS].reverse().slice(1)) {
      press('-');
      frame();
      expect(target('mixer.beats')).toBe(length);
    }
  });

  it('panics on the second Escape in short order, never on the first', () => {
    const { press, changes, asked, clock } = openKeyboard();
    press('Escape');
    clock.seconds += 2;
    press('Escape');
    expect(changes()).toEqual([]);
    expect(asked).toHaveLength(2);
    clock.seconds += 0.3;
    press('Escape');
    expect(changes()).toEqual([{ id: 'master.panic', value: 1, sender: 'keyboard' }]);
    clock.seconds += 0.3;
    press('Escape');
    expect(changes()).toEqual([]);
  });

  it('repeats what is turned while a key is held, and nothing else', () => {
    const { press, changes } = openKeyboard();
    press('ArrowRight', { repeat: true });
    expect(changes()).toHaveLength(1);
    for (const key of [' ', 'f', 'k', 't', '2', '+']) {
      expect(press(key, { repeat: true })).toBe(true);
    }
    expect(changes()).toEqual([]);
  });

  it('leaves Space and Enter to a button that was reached by Tab', () => {
    const { press, changes, asked } = openKeyboard();
    expect(press(' ', { focus: 'control' })).toBe(false);
    expect(press('Enter', { focus: 'control' })).toBe(false);
    expect(press('f', { focus: 'control' })).toBe(true);
    expect(changes()).toHaveLength(1);
    expect(asked).toEqual([]);
  });

  const anyKey = fc.oneof(
    fc.constantFrom(...keyMap.flatMap(({ keys }) => keys)),
    fc.string({ minLength: 1, maxLength: 1 }),
  );

  it('plays nothing while someone types, or on the browser’s own keys', () => {
    fc.assert(
      fc.property(anyKey, fc.boolean(), fc.boolean(), (key, isTyping, shift) => {
        const { press, changes, asked } = openKeyboard();
        const taken = press(
          key,
          isTyping ? { focus: 'typing', shift } : { focus: 'free', modified: true, shift },
        );
        expect([taken, changes(), asked]).toEqual([false, [], []]);
      }),
    );
  });

  it('never sends what a parameter does not allow', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyKey, fc.boolean()), { maxLength: 60 }), (presses) => {
        const { press, frame, target } = openKeyboard();
        for (const [key, shift] of presses) press(key, { shift });
        for (const { value } of frame()) expect(Number.isFinite(value)).toBe(true);
        expect(target('mixer.crossfade')).toBeGreaterThanOrEqual(0);
        expect(target('mixer.crossfade')).toBeLessThanOrEqual(1);
        expect(target('mixer.beats')).toBeLessThanOrEqual(32);
      }),
    );
  });
});
