import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { ParamStore } from '../../engine/params/param-store.ts';

/** Where parameters are heading, as signals that the page binds to. */
export interface ParamSignals {
  /** The value that a parameter's control shows. @throws InstrumentError for an unknown address */
  of(id: string): ReadonlySignal<number>;
  /** Brings the signals up to date, if anything has moved. */
  refresh(): void;
}

/** Signals over a store, made as they are asked for. */
export function createParamSignals(store: ParamStore): ParamSignals {
  const known = new Map<string, Signal<number>>();
  const watched: { readonly index: number; readonly target: Signal<number> }[] = [];
  let revision = -1;

  const create = (id: string): Signal<number> => {
    const index = store.indexOf(id);
    const target = signal(store.target(index));
    known.set(id, target);
    watched.push({ index, target });
    return target;
  };
  return {
    of: (id) => known.get(id) ?? create(id),
    refresh() {
      if (store.revision === revision) return;
      revision = store.revision;
      for (const { index, target } of watched) target.value = store.target(index);
    },
  };
}
