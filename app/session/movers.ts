import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { ControlBus } from '../../engine/control/control-bus.ts';

/** Who moves a parameter, for as long as it is being moved. */
export interface Movers {
  /** The sender's name, or nothing: the page does not tell of its own hand. */
  of(id: string): ReadonlySignal<string>;
  /** Forgets senders that have been still for a while; called with every tick. */
  tick(): void;
}

/** Ticks without a change after which a parameter counts as still. */
const STILL_AFTER = 45;

interface Mover {
  readonly name: Signal<string>;
  ticks: number;
}

/** Watches the bus for the parameters that are shown. */
export function createMovers(bus: ControlBus): Movers {
  const shown = new Map<string, Mover>();
  bus.onSend(({ id, sender }) => {
    const mover = shown.get(id);
    if (!mover) return;
    mover.ticks = STILL_AFTER;
    mover.name.value = sender === 'page' ? '' : sender;
  });
  return {
    of(id) {
      const known = shown.get(id);
      if (known) return known.name;
      const mover = { name: signal(''), ticks: 0 };
      shown.set(id, mover);
      return mover.name;
    },
    tick() {
      for (const mover of shown.values()) {
        if (mover.ticks === 0) continue;
        mover.ticks -= 1;
        if (mover.ticks === 0) mover.name.value = '';
      }
    },
  };
}
