import type { Seconds, Unit01 } from '../../core/units.ts';
import { FOURTEEN_BITS, place14 } from './places.ts';

/** Reads registered and non-registered parameter numbers (RPN, NRPN) out of controllers. */
export interface ParameterNumbers {
  /** @returns whether the controller was part of a parameter number */
  take(channel: number, controller: number, value: number, time: Seconds): boolean;
  /** Hands on coarse values whose fine half did not come. */
  flush(time: Seconds): void;
}

/** Where values go. */
export interface ParameterNumberOptions {
  readonly emit: (control: string, value: Unit01, steps: number) => void;
  /** An MPE zone was set up: its first channel, and how many channels play notes. */
  readonly zoneSize: (channel: number, size: number) => void;
}

const DATA_COARSE = 6;
const DATA_FINE = 38;
const INCREMENT = 96;
const DECREMENT = 97;
const NRPN = { fine: 98, coarse: 99 } as const;
const RPN = { fine: 100, coarse: 101 } as const;
const NULL_NUMBER = 0x3fff;
const MPE_CONFIGURATION = 6;
/** As for controllers in halves: the fine data entry follows at once. */
const HALF_WAIT: Seconds = 0.005;

interface Selection {
  kind: 'rpn' | 'nrpn';
  coarse: number;
  fine: number;
  /** Fourteen bits. */
  data: number;
  /** When a coarse value came whose fine half is awaited, else null. */
  waiting: Seconds | null;
}

const numberOf = ({ coarse, fine }: Selection) => (coarse << 7) | fine;

/**
 * A reader of parameter numbers over sixteen channels.
 * @source MIDI 1.0 Detailed Specification 4.2, "Registered and Non-Registered Parameter Numbers"
 */
export function createParameterNumbers(options: ParameterNumberOptions): ParameterNumbers {
  const selections = new Map<number, Selection>();

  const select = (channel: number, kind: 'rpn' | 'nrpn', half: 'coarse' | 'fine', to: number) => {
    const old = selections.get(channel);
    if (old) send(channel, old);
    const kept = old?.kind === kind ? old : { kind, coarse: 0, fine: 0, data: 0, waiting: null };
    selections.set(channel, { ...kept, [half]: to, data: 0, waiting: null });
  };
  const send = (channel: number, selection: Selection, isMoved = selection.waiting !== null) => {
    selection.waiting = null;
    if (!isMoved) return;
    const number = numberOf(selection);
    if (selection.kind === 'rpn' && number === MPE_CONFIGURATION) {
      options.zoneSize(channel, selection.data >> 7);
      return;
    }
    options.emit(`${selection.kind}.${channel}.${number}`, place14(selection.data), FOURTEEN_BITS);
  };
  const enter = (channel: number, controller: number, value: number, time: Seconds): boolean => {
    const selection = selections.get(channel);
    if (!selection || numberOf(selection) === NULL_NUMBER) return false;
    const { data } = selection;
    if (controller === DATA_COARSE) {
      selection.data = value << 7;
      selection.waiting = time;
      // A zone's size has no fine half.
      if (selection.kind === 'rpn' && numberOf(selection) === MPE_CONFIGURATION) {
        send(channel, selection);
      }
      return true;
    }
    if (controller === DATA_FINE) selection.data = (data & ~0x7f) | value;
    else if (controller === INCREMENT) selection.data = Math.min(FOURTEEN_BITS - 1, data + 1);
    else if (controller === DECREMENT) selection.data = Math.max(0, data - 1);
    else return false;
    send(channel, selection, true);
    return true;
  };

  return {
    take(channel, controller, value, time) {
      if (controller === NRPN.coarse) select(channel, 'nrpn', 'coarse', value);
      else if (controller === NRPN.fine) select(channel, 'nrpn', 'fine', value);
      else if (controller === RPN.coarse) select(channel, 'rpn', 'coarse', value);
      else if (controller === RPN.fine) select(channel, 'rpn', 'fine', value);
      else return enter(channel, controller, value, time);
      return true;
    },
    flush(time) {
      for (const [channel, selection] of selections) {
        const { waiting } = selection;
        if (waiting !== null && time - waiting >= HALF_WAIT) send(channel, selection);
      }
    },
  };
}
