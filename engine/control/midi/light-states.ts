import { toTravel } from '../../params/declaration.ts';
import type { ParamStore } from '../../params/param-store.ts';
import type { Binding } from '../mapping/binding.ts';
import type { Targets } from '../mapping/targets.ts';
import type { LightState } from './lights.ts';
import type { LightColour } from './profile.ts';

/** What the lights of bound controls tell. */
export interface LightStateOptions {
  readonly store: ParamStore;
  readonly targets: Targets;
  /** Whether an action is on now, such as a recording or a deck that is in hand. */
  readonly isOn: (action: string) => boolean;
}

/** The hue of an address: the decks have their own, danger is red. */
export function hueOf(target: string): LightColour {
  if (/\b(blackout|panic|record)\b/.test(target)) return 'red';
  if (/^(do\.)?(deck|effect)\.(a|1)\b|^do\.effect\.a/.test(target)) return 'amber';
  if (/^(do\.)?(deck|effect)\.(b|2)\b|^do\.effect\.b/.test(target)) return 'cyan';
  if (target.startsWith('snapshots.')) return 'violet';
  if (target.startsWith('mod.')) return 'green';
  return 'white';
}

/** What the light of a control shows that is bound so. */
export function lightState(binding: Binding, options: LightStateOptions): LightState {
  const { store, targets, isOn } = options;
  const target = targets.resolve(binding.target);
  if (!target) return { colour: 'off', travel: 0 };
  if (target.kind === 'action') {
    return { colour: isOn(target.name) ? hueOf(binding.target) : 'dim', travel: 0 };
  }
  const index = store.indexOf(target.id);
  const spec = store.declarations[index];
  if (!spec) return { colour: 'off', travel: 0 };
  const value = store.target(index);
  const { from, to, mode } = binding;
  const place = (toTravel(spec, value) - from) / (to - from || 1);
  const travel = Math.min(1, Math.max(0, place));
  const hue = hueOf(target.id);
  if (mode === 'radio') return { colour: value === binding.value ? hue : 'dim', travel };
  if (spec.kind === 'trigger') return { colour: 'dim', travel: 0 };
  if (mode === 'value') return { colour: hue, travel };
  return { colour: travel > 0.5 ? hue : 'dim', travel };
}
