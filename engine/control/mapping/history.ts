/** A state that can be put back, and forth again. */
export interface History<State> {
  readonly state: State;
  /** Goes on to a new state; what was undone can no longer come back. */
  change(next: State): void;
  /** Goes on to a state that belongs to the change before: both are undone at once. */
  amend(next: State): void;
  /** @returns whether there was something to undo */
  undo(): boolean;
  redo(): boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  onChange(listener: (state: State) => void): () => void;
}

/** States that are kept. */
const DEPTH = 200;

/** A history that begins with a state. States are never changed in place. */
export function createHistory<State>(first: State): History<State> {
  const past: State[] = [];
  const future: State[] = [];
  const listeners = new Set<(state: State) => void>();
  let state = first;
  const go = (next: State) => {
    state = next;
    for (const listener of listeners) listener(state);
  };
  const step = (from: State[], to: State[]): boolean => {
    const next = from.pop();
    if (next === undefined) return false;
    to.push(state);
    go(next);
    return true;
  };
  return {
    get state() {
      return state;
    },
    change(next) {
      past.push(state);
      if (past.length > DEPTH) past.shift();
      future.length = 0;
      go(next);
    },
    amend: go,
    undo: () => step(past, future),
    redo: () => step(future, past),
    get canUndo() {
      return past.length > 0;
    },
    get canRedo() {
      return future.length > 0;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
