import { messageOf } from '../../../engine/core/errors.ts';

/** Small things that a browser keeps from session to session. */
export interface Kept {
  /** The text that was kept under a name, or null. */
  get(name: string): string | null;
  set(name: string, text: string): void;
}

/** Keeps in the browser's own storage; where that is closed, until the window closes. */
export function createKept(window: Window): Kept {
  const own = new Map<string, string>();
  const key = (name: string) => `phosphene.${name}`;
  return {
    get(name) {
      try {
        return window.localStorage.getItem(key(name));
      } catch {
        return own.get(name) ?? null;
      }
    },
    set(name, text) {
      own.set(name, text);
      try {
        window.localStorage.setItem(key(name), text);
      } catch {
        // Full, or not allowed: it is kept while the window is open.
      }
    },
  };
}

/** Reads what was kept; what can't be read is told and left out. */
export function readKept<Value>(
  kept: Kept,
  name: string,
  read: (text: string) => Value,
  say: (text: string) => void,
): Value | null {
  const text = kept.get(name);
  if (text === null) return null;
  try {
    return read(text);
  } catch (thrown) {
    say(`What was kept as ${name} can't be read: ${messageOf(thrown)}`);
    return null;
  }
}
