import { monotonicSeconds } from '../clock/monotonic.ts';
import type { Seconds } from '../core/units.ts';
import type { ParamStore } from '../params/param-store.ts';
import type { ControlBus } from './control-bus.ts';
import { type KeyAction, type KeyBinding, keyMap, type PageCommand } from './key-map.ts';
import { createParamSender } from './param-sender.ts';

/** One press of a key, with what has the keyboard's focus. */
export interface KeyPress {
  /** `KeyboardEvent.key`. */
  readonly key: string;
  /** `KeyboardEvent.code`: the key's place, whatever is printed on it. */
  readonly code: string;
  readonly shift: boolean;
  /** Ctrl, Alt or Meta is held: such a press is the browser's. */
  readonly modified: boolean;
  /** The key is held. */
  readonly repeat: boolean;
  /**
   * `free`: nothing that takes keys; `control`: a button that was reached by Tab, so that Space
   * and Enter press it; `typing`: a text field or an open list, to which every key belongs.
   */
  readonly focus: 'free' | 'control' | 'typing';
}

/** What the performer has in hand; the page shows it. */
export interface PlayedHand {
  readonly deck: 'a' | 'b';
  takeDeck(deck: 'a' | 'b'): void;
  /** Address of the parameter in hand, or null. */
  readonly param: string | null;
  /** Takes the next (1) or the previous (-1) parameter. */
  walk(by: number): void;
  /** Turns an effect slot, 1 to 4, of the deck in hand or of the master on or off. */
  toggleSlot(slot: number, chain: 'deck' | 'master'): void;
}

/** What a keyboard plays on. */
export interface KeyboardOptions {
  readonly store: ParamStore;
  readonly bus: ControlBus;
  readonly hand: PlayedHand;
  readonly command: (command: PageCommand) => void;
  /** Takes notices in plain words. */
  readonly say: (text: string) => void;
  /** Monotonic time, replaceable in tests. */
  readonly now?: () => Seconds;
}

/** The computer's keyboard as a hand on the instrument. */
export interface Keyboard {
  /** Plays a press. @returns whether the key was the instrument's, and the page must not use it */
  press(press: KeyPress): boolean;
}

/** Share of a control's travel that a press moves it, and with Shift. */
const NUDGE = { coarse: 0.02, fine: 0.002 } as const;
/** Within this time a second press of Escape is panic. */
const PANIC_WINDOW: Seconds = 0.8;

/** A binding with the place of the pressed key in its list. */
interface Match {
  readonly binding: KeyBinding;
  readonly place: number;
}

const byKey = new Map<string, Match>(
  keyMap.flatMap((binding) => binding.keys.map((key, place) => [key, { binding, place }] as const)),
);

/** The key as the map names it; a digit row without Shift counts whatever is printed on it. */
function keyName({ key, code, shift }: KeyPress): string {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1];
  if (digit && !shift) return digit;
  if (key === '=') return '+';
  return key.length === 1 ? key.toLowerCase() : key;
}

/** What a press means, or null when it is not for the instrument. */
export function bindingFor(press: KeyPress): Match | null {
  if (press.modified || press.focus === 'typing') return null;
  if (press.focus === 'control' && (press.key === ' ' || press.key === 'Enter')) return null;
  return byKey.get(keyName(press)) ?? null;
}

/** The value after or before `value` in a rising list. */
function stepped(values: readonly number[], value: number, direction: number): number {
  const beyond = direction > 0 ? values.find((one) => one > value) : undefined;
  const before = direction < 0 ? values.findLast((one) => one < value) : undefined;
  return beyond ?? before ?? value;
}

/** A keyboard on a session's parameters; it sends as `keyboard`. */
export function createKeyboard(options: KeyboardOptions): Keyboard {
  const { store, bus, hand, command, say, now = monotonicSeconds } = options;
  const send = createParamSender({ store, bus, sender: 'keyboard' });
  let lastEscape: Seconds = Number.NEGATIVE_INFINITY;

  const panic = () => {
    const isSecond = now() - lastEscape < PANIC_WINDOW;
    lastEscape = isSecond ? Number.NEGATIVE_INFINITY : now();
    if (isSecond) send.hit('master.panic');
    else say('Press Esc once more for panic: effects off, one clean deck.');
  };
  const loadScene = (place: number) => {
    const id = `deck.${hand.deck}.scene`;
    if (place < send.declaration(id).choices.length) send.set(id, place);
    else say(`There is no scene ${place + 1}.`);
  };

  const perform = (action: KeyAction, place: number, shift: boolean) => {
    const direction = place === 0 ? -1 : 1;
    const step = direction * (shift ? NUDGE.fine : NUDGE.coarse);
    switch (action.do) {
      case 'load scene':
        return loadScene(place);
      case 'take deck':
        return hand.takeDeck(place === 0 ? 'a' : 'b');
      case 'walk parameters':
        return hand.walk(direction);
      case 'nudge parameter':
        if (hand.param !== null) send.nudge(hand.param, step);
        return;
      case 'reset parameter':
        if (hand.param !== null) send.reset(hand.param);
        return;
      case 'toggle effect':
        return hand.toggleSlot(place + 1, shift ? 'master' : 'deck');
      case 'panic':
        return panic();
      case 'hit':
        return send.hit(action.id);
      case 'flip':
        return send.flip(action.id);
      case 'nudge':
        return send.nudge(action.id, step);
      case 'set':
        return send.set(action.id, action.values[place] ?? 0);
      case 'step':
        return send.set(action.id, stepped(action.values, send.value(action.id), direction));
      case 'command':
        return command(action.command);
      case 'undo or redo':
        return command(place === 0 ? 'undo' : 'redo');
    }
  };

  return {
    press(press) {
      const match = bindingFor(press);
      if (!match) return false;
      const { binding, place } = match;
      if (!press.repeat || binding.repeats) perform(binding.action, place, press.shift);
      return true;
    },
  };
}
