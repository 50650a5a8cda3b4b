import { fromTravel, type ParamDeclaration, toTravel } from '../params/declaration.ts';
import type { ParamStore } from '../params/param-store.ts';
import type { ControlBus } from './control-bus.ts';

/** A hand that moves parameters from where they stand: of the keyboard, or of the page. */
export interface ParamSender {
  /** The declaration of a parameter. @throws InstrumentError for an unknown address */
  declaration(id: string): ParamDeclaration;
  /** Where the parameter is heading, with what this hand has sent since the last frame. */
  value(id: string): number;
  /** Sends a value in the parameter's unit. */
  set(id: string, value: number): void;
  /** Hits a trigger. */
  hit(id: string): void;
  /** Turns a switch over. */
  flip(id: string): void;
  /** Back to the default. */
  reset(id: string): void;
  /**
   * Moves by a share of the control's travel, -1 to 1. What has steps moves by one step at least,
   * a choice or a switch by one value, and a trigger is hit.
   */
  nudge(id: string, travel: number): void;
}

/** What was sent for a parameter, and the store's revision at that time. */
interface Sent {
  value: number;
  revision: number;
}

/** The value one nudge away. */
function nudged(spec: ParamDeclaration, value: number, travel: number): number {
  if (spec.kind !== 'number') return value + Math.sign(travel);
  const next = fromTravel(spec, toTravel(spec, value) + travel);
  const isStuck = spec.step > 0 && Math.abs(next - value) < spec.step / 2;
  return isStuck ? value + Math.sign(travel) * spec.step : next;
}

/**
 * A hand on the parameters of a store.
 * @param options.sender the name under which its changes go, such as `keyboard`
 */
export function createParamSender(options: {
  readonly store: ParamStore;
  readonly bus: ControlBus;
  readonly sender: string;
}): ParamSender {
  const { store, bus, sender } = options;
  // Several presses may come between two frames: each counts from the one before.
  const sent = new Map<string, Sent>();

  const declaration = (id: string): ParamDeclaration => {
    const index = store.indexOf(id);
    return store.declarations[index] as ParamDeclaration;
  };
  const value = (id: string): number => {
    const last = sent.get(id);
    if (last && last.revision === store.revision) return last.value;
    return store.target(store.indexOf(id));
  };
  const set = (id: string, next: number): void => {
    const { kind, min, max } = declaration(id);
    const held = Math.min(max, Math.max(min, next));
    bus.send({ id, value: held, sender });
    if (kind === 'trigger') return;
    const known = sent.get(id);
    if (known) {
      known.value = held;
      known.revision = store.revision;
    } else {
      sent.set(id, { value: held, revision: store.revision });
    }
  };

  return {
    declaration,
    value,
    set,
    hit: (id) => set(id, 1),
    flip: (id) => set(id, value(id) > 0.5 ? 0 : 1),
    reset: (id) => set(id, declaration(id).default),
    nudge(id, travel) {
      const spec = declaration(id);
      set(id, spec.kind === 'trigger' ? 1 : nudged(spec, value(id), travel));
    },
  };
}
