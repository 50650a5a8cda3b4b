import { type ReadonlySignal, signal } from '@preact/signals';
import type { Binding } from '../../../engine/control/mapping/binding.ts';
import { createHistory } from '../../../engine/control/mapping/history.ts';
import {
  EMPTY_MAPPING,
  type Mapping,
  readMapping,
  writeMapping,
} from '../../../engine/control/mapping/mapping-file.ts';
import { type Kept, readKept } from './kept.ts';

/** The mapping of a session, which is kept, undone and shown. */
export interface MappingDesk {
  readonly mapping: ReadonlySignal<Mapping>;
  readonly canUndo: ReadonlySignal<boolean>;
  /** Takes other bindings; `amend` makes it part of the change before. */
  change(bindings: readonly Binding[], how?: 'change' | 'amend'): void;
  /** Puts a profile's bindings in, the first time that its device is seen. */
  introduce(device: string, bindings: () => readonly Binding[]): void;
  edit(binding: Binding, patch: Partial<Binding>): void;
  remove(binding: Binding): void;
  undo(): void;
  redo(): void;
  /** Takes a file. @throws InstrumentError that names the place */
  load(text: string, name: string): void;
  write(): string;
  onChange(listener: (mapping: Mapping) => void): void;
}

const NAME = 'mapping';

/** The desk, with what was kept from the session before. */
export function createMappingDesk(kept: Kept, say: (text: string) => void): MappingDesk {
  const first = readKept(kept, NAME, (text) => readMapping(text, NAME), say) ?? EMPTY_MAPPING;
  const history = createHistory<Mapping>(first);
  const mapping = signal(history.state);
  const canUndo = signal(false);
  history.onChange((next) => {
    mapping.value = next;
    canUndo.value = history.canUndo;
    kept.set(NAME, writeMapping(next));
  });
  const change = (bindings: readonly Binding[], how: 'change' | 'amend' = 'change') =>
    history[how]({ ...history.state, bindings });
  return {
    mapping,
    canUndo,
    change,
    introduce(device, bindings) {
      const { state } = history;
      const isKnown = state.introduced.includes(device);
      const isMapped = state.bindings.some((binding) => binding.device === device);
      if (isKnown || isMapped) return;
      history.amend({
        bindings: [...state.bindings, ...bindings()],
        introduced: [...state.introduced, device],
      });
    },
    edit(binding, patch) {
      const edited = { ...binding, ...patch };
      change(history.state.bindings.map((other) => (other === binding ? edited : other)));
    },
    remove: (binding) => change(history.state.bindings.filter((other) => other !== binding)),
    undo: () => history.undo(),
    redo: () => history.redo(),
    load: (text, name) => history.change(readMapping(text, name)),
    write: () => writeMapping(history.state),
    onChange: (listener) => history.onChange(listener),
  };
}
