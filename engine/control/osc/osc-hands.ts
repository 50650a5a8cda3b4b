import type { Seconds } from '../../core/units.ts';
import { constrain } from '../../params/declaration.ts';
import type { ParamStore } from '../../params/param-store.ts';
import type { ControlBus } from '../control-bus.ts';
import type { ControlEvent } from '../mapping/control-event.ts';
import { type OscMessage, type OscValue, readOsc } from './osc-packet.ts';

/** Name of the device as which OSC addresses are mapped. */
export const OSC_DEVICE = 'OSC';

/** What OSC plays on. */
export interface OscHandsOptions {
  readonly store: ParamStore;
  readonly bus: ControlBus;
  /** Takes the moves of addresses that no parameter has, to be learnt and mapped. */
  readonly take: (event: ControlEvent) => void;
}

/** Address of a parameter as OSC writes it: `/deck/a/level` for `deck.a.level`. */
export const oscAddress = (id: string): string => `/${id.replaceAll('.', '/')}`;

function valueFor(value: OscValue | undefined, choices: readonly string[]): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value !== 'string') return value === undefined ? 1 : null;
  const index = choices.indexOf(value);
  return index < 0 ? null : index;
}

/**
 * Plays packets: a parameter's own address sets it in its own unit (a choice by name or index),
 * any other is a control from 0 to 1 that can be learnt.
 */
export function createOscHands({ store, bus, take }: OscHandsOptions) {
  const byAddress = new Map(store.declarations.map((spec) => [oscAddress(spec.id), spec]));
  const play = ({ address, values }: OscMessage, time: Seconds) => {
    const spec = byAddress.get(address);
    const value = valueFor(values[0], spec?.choices ?? []);
    if (value === null) return;
    if (spec) {
      bus.send({ id: spec.id, value: constrain(spec, value), sender: 'osc' });
      return;
    }
    const place = Math.min(1, Math.max(0, value));
    take({ device: OSC_DEVICE, control: `osc.${address}`, value: place, steps: 16_384, time });
  };
  return {
    /** Takes one packet, whatever it holds. */
    packet(bytes: Uint8Array, time: Seconds): void {
      for (const message of readOsc(bytes)) play(message, time);
    },
  };
}
