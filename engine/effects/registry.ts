import { number, type ParamSpecs } from '../params/declaration.ts';
import type { EffectDefinition } from './effect.ts';

const units = import.meta.glob<EffectDefinition>(
  ['./*.ts', '!./effect.ts', '!./registry.ts', '!./chain.ts'],
  { import: 'default', eager: true },
);

/** Every effect, found by its file and sorted by name. */
export const effects: readonly EffectDefinition[] = Object.values(units).sort((a, b) =>
  a.name < b.name ? -1 : 1,
);

/** Dry to wet; every effect has it. */
const MIX = number('Mix', {
  default: 1,
  about: 'Dry picture at 0, the full effect at 1.',
});

/** All parameters of an effect in the order in which they are packed: `mix`, then its own. */
export function effectParams(effect: EffectDefinition): ParamSpecs {
  return { mix: MIX, ...effect.params };
}
