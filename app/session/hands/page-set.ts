import { computed, type ReadonlySignal, signal } from '@preact/signals';

/** Pages of the controllers: each turns its own, and the screen turns all of them at once. */
export interface PageSet {
  /** The page that all are on; null while they are on different ones. */
  readonly common: ReadonlySignal<number | null>;
  /** Page of a controller, from 0. */
  of(device: string): number;
  /** Turns one controller. */
  turn(device: string, page: number): void;
  /** Turns all of them. */
  turnAll(page: number): void;
}

/** All controllers on the first page. */
export function createPageSet(onTurn: () => void): PageSet {
  const shared = signal(0);
  const own = signal<ReadonlyMap<string, number>>(new Map());
  return {
    common: computed(() =>
      [...own.value.values()].every((page) => page === shared.value) ? shared.value : null,
    ),
    of: (device) => own.value.get(device) ?? shared.value,
    turn(device, page) {
      own.value = new Map([...own.peek(), [device, page]]);
      onTurn();
    },
    turnAll(page) {
      shared.value = page;
      own.value = new Map();
      onTurn();
    },
  };
}
