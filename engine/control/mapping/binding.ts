import { clamp, lerp } from '../../core/numeric.ts';
import type { Beats, Unit01 } from '../../core/units.ts';
import { sourceKey } from './control-event.ts';
import type { Encoding } from './relative.ts';
import type { TakeoverMode } from './takeover.ts';

/**
 * What a control does with its target: `value` turns it, `toggle` flips it at a press, `momentary`
 * holds it at `to` while pressed, `radio` sets it to one value, `step` goes to the next value, and
 * `hit` fires a trigger or an action.
 */
export type BindingMode = 'value' | 'toggle' | 'momentary' | 'radio' | 'step' | 'hit';

/** All modes, for lists and checks. */
export const BINDING_MODES: readonly BindingMode[] = [
  'value',
  'toggle',
  'momentary',
  'radio',
  'step',
  'hit',
];

/** How the control's travel bends on its way to the parameter. */
export type BindingCurve = 'linear' | 'slow' | 'fast' | 'smooth';

/** All curves, for lists and checks. */
export const BINDING_CURVES: readonly BindingCurve[] = ['linear', 'slow', 'fast', 'smooth'];

/** One control on one target. */
export interface Binding {
  /** Device and address of the control, as in {@link ControlEvent}. */
  readonly device: string;
  readonly control: string;
  /** Address of a parameter, `hand.1` for the first parameter in hand, or `do.…` for an action. */
  readonly target: string;
  /** Page of the device on which it is live; null for pages that bind the control to nothing. */
  readonly page: number | null;
  readonly mode: BindingMode;
  readonly encoding: Encoding;
  readonly takeover: TakeoverMode;
  readonly curve: BindingCurve;
  /** Travel of the parameter at the control's ends; `from` above `to` inverts. */
  readonly from: Unit01;
  readonly to: Unit01;
  /** For `radio`: the value in the parameter's unit. */
  readonly value: number;
  /** Beats on whose next multiple a press takes effect; 0 is at once. */
  readonly quantise: Beats;
}

/** A binding as it is when nothing else is said. */
export const PLAIN_BINDING: Omit<Binding, 'device' | 'control' | 'target'> = {
  page: null,
  mode: 'value',
  encoding: 'absolute',
  takeover: 'pickup',
  curve: 'linear',
  from: 0,
  to: 1,
  value: 0,
  quantise: 0,
};

/** The bent travel of a control. */
export function bend(curve: BindingCurve, place: Unit01): Unit01 {
  switch (curve) {
    case 'linear':
      return place;
    case 'slow':
      return place * place;
    case 'fast':
      return 1 - (1 - place) * (1 - place);
    case 'smooth':
      return place * place * (3 - 2 * place);
  }
}

/** Travel of the parameter at a place of the control. */
export function mapped({ curve, from, to }: Binding, place: Unit01): Unit01 {
  return lerp(from, to, bend(curve, clamp(place, 0, 1)));
}

/** Whether two bindings are live at once on one control. */
export function collides(one: Binding, other: Binding): boolean {
  return sourceKey(one) === sourceKey(other) && one.page === other.page;
}

/** Those of a control's bindings that are live on a page. */
export function liveOn<Bound>(
  bindings: readonly Bound[],
  page: number,
  pageOf: (bound: Bound) => number | null,
): readonly Bound[] {
  const own = bindings.filter((one) => pageOf(one) === page);
  return own.length > 0 ? own : bindings.filter((one) => pageOf(one) === null);
}

/** Bindings that share their control with another one. */
export function conflicts(bindings: readonly Binding[]): ReadonlySet<Binding> {
  const bySource = new Map<string, Binding[]>();
  for (const binding of bindings) {
    const key = sourceKey(binding);
    const same = bySource.get(key);
    if (same) same.push(binding);
    else bySource.set(key, [binding]);
  }
  const found = new Set<Binding>();
  for (const same of bySource.values()) {
    for (const one of same) {
      if (same.some((other) => other !== one && collides(one, other))) found.add(one);
    }
  }
  return found;
}
