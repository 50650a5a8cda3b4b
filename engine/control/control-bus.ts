import type { ParamChange } from '../params/param-store.ts';

/** Where every hand sends its moves; the frame drains it once. */
export interface ControlBus {
  send(change: ParamChange): void;
  /** Moves all waiting changes, in order of arrival, into `into` (emptied first). */
  drain(into: ParamChange[]): void;
  /** Calls a listener with every change as it is sent (the session log). */
  onSend(listener: (change: ParamChange) => void): () => void;
}

/** An empty bus. */
export function createControlBus(): ControlBus {
  const waiting: ParamChange[] = [];
  const listeners = new Set<(change: ParamChange) => void>();
  return {
    send(change) {
      waiting.push(change);
      for (const listener of listeners) listener(change);
    },
    drain(into) {
      into.length = 0;
      for (const change of waiting) into.push(change);
      waiting.length = 0;
    },
    onSend(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
