import type { OpDefinition } from './op.ts';

const found = import.meta.glob<OpDefinition>('./ops/*.ts', { import: 'default', eager: true });

/** Every op of `engine/inference/ops`, by name. */
export const ops: ReadonlyMap<string, OpDefinition> = new Map(
  Object.values(found)
    .sort((a, b) => a.name.localeCompare(b.name))
    .map((op) => [op.name, op]),
);
