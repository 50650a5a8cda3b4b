import type { InstrumentDefinition } from './instrument.ts';
import type { DrumKit } from './kit.ts';

const byName = (a: { readonly name: string }, b: { readonly name: string }) =>
  a.name < b.name ? -1 : 1;

/** Every instrument, found by its file and sorted by name. */
export const instruments: readonly InstrumentDefinition[] = Object.values(
  import.meta.glob<InstrumentDefinition>('./instruments/*.ts', { import: 'default', eager: true }),
).sort(byName);

/** Every drum kit, found by its file and sorted by name. */
export const kits: readonly DrumKit[] = Object.values(
  import.meta.glob<DrumKit>('./kits/*.ts', { import: 'default', eager: true }),
).sort(byName);
