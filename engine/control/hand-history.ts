import type { Seconds } from '../core/units.ts';
import type { ParamStore } from '../params/param-store.ts';
import type { ControlBus } from './control-bus.ts';

/** What hands did to parameters, to be undone and done again. */
export interface HandHistory {
  /** Puts back what the last gesture moved. @returns whether there was one */
  undo(): boolean;
  redo(): boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  dispose(): void;
}

/** Whose moves are a hand's. */
export const HAND_SENDERS: ReadonlySet<string> = new Set([
  'page',
  'keyboard',
  'midi',
  'osc',
  'gamepad',
  'snapshot',
]);

/** A pause after which a move begins another gesture. */
const PAUSE: Seconds = 0.5;
const MOST_GESTURES = 300;
/** Moves on the way to something else, not a state of the instrument. */
const LEFT_OUT = /^snapshots\.(slot|store|morph)$/;

/** One gesture of one hand: what it moved, from where and to where. */
interface Gesture {
  readonly sender: string;
  last: Seconds;
  readonly moves: Map<string, { readonly before: number; after: number }>;
}

/** Listens to a bus from now on. */
export function createHandHistory(options: {
  readonly store: ParamStore;
  readonly bus: ControlBus;
  readonly now: () => Seconds;
}): HandHistory {
  const { store, bus, now } = options;
  const past: Gesture[] = [];
  const future: Gesture[] = [];
  const triggers = new Set(
    store.declarations.filter(({ kind }) => kind === 'trigger').map(({ id }) => id),
  );

  const gestureOf = (sender: string): Gesture => {
    const time = now();
    const latest = past.at(-1);
    if (latest?.sender === sender && time - latest.last < PAUSE) {
      latest.last = time;
      return latest;
    }
    const gesture: Gesture = { sender, last: time, moves: new Map() };
    past.push(gesture);
    if (past.length > MOST_GESTURES) past.shift();
    return gesture;
  };
  const end = bus.onSend(({ id, value, sender }) => {
    if (!HAND_SENDERS.has(sender) || triggers.has(id) || LEFT_OUT.test(id) || !store.has(id))
      return;
    const before = store.target(store.indexOf(id));
    const known = past.at(-1)?.moves.get(id);
    if (before === value && !known) return;
    future.length = 0;
    const { moves } = gestureOf(sender);
    const move = moves.get(id);
    if (move) move.after = value;
    else moves.set(id, { before, after: value });
  });
  const play = (gesture: Gesture | undefined, side: 'before' | 'after'): boolean => {
    if (!gesture) return false;
    for (const [id, move] of gesture.moves) bus.send({ id, value: move[side], sender: 'undo' });
    return true;
  };
  return {
    undo() {
      const gesture = past.pop();
      if (!gesture) return false;
      future.push(gesture);
      // What comes next is another gesture, however soon.
      gesture.last = Number.NEGATIVE_INFINITY;
      return play(gesture, 'before');
    },
    redo() {
      const gesture = future.pop();
      if (gesture) past.push(gesture);
      return play(gesture, 'after');
    },
    get canUndo() {
      return past.length > 0;
    },
    get canRedo() {
      return future.length > 0;
    },
    dispose: end,
  };
}
