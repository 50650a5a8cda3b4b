import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { clamp } from '../../engine/core/numeric.ts';
import { toTravel } from '../../engine/params/declaration.ts';
import type { Modulation } from '../../engine/params/modulation/modulation.ts';
import type { ParamStore } from '../../engine/params/param-store.ts';

/** How far modulation moves what is shown, as styles that controls take. */
export interface Reaches {
  /** `--low`, `--high` and `--now` on the control's travel; nothing while it is not moved. */
  of(id: string): ReadonlySignal<string>;
  /** Brings them up to date; called with every tick. */
  tick(): void;
}

/** Reaches over a store, made as they are asked for. */
export function createReaches(store: ParamStore, modulation: Modulation): Reaches {
  const shown = new Map<string, { readonly index: number; readonly style: Signal<string> }>();
  const styleOf = (index: number): string => {
    const reach = modulation.reachOf(index);
    const spec = store.declarations[index];
    if (!reach || !spec) return '';
    const place = toTravel(spec, store.target(index));
    const at = (travel: number) => clamp(travel, 0, 1).toFixed(3);
    const now = at(toTravel(spec, store.snapshot.at(index)));
    return `--low:${at(place + reach.low)};--high:${at(place + reach.high)};--now:${now}`;
  };
  return {
    of(id) {
      const known = shown.get(id);
      if (known) return known.style;
      const index = store.indexOf(id);
      const style = signal(styleOf(index));
      shown.set(id, { index, style });
      return style;
    },
    tick() {
      for (const { index, style } of shown.values()) style.value = styleOf(index);
    },
  };
}
