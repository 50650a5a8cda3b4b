import type { Seconds, Unit01 } from '../../core/units.ts';

/** A control of a device was moved, pressed or let go. */
export interface ControlEvent {
  /** Name of the device; a second one of the same model is told apart as `NAME #2`. */
  readonly device: string;
  /** Address of the control on it, such as `cc.1.7`, `note.10.36` or `bend.1`. */
  readonly control: string;
  /** Place of the control; a button or key is 0 when it is let go. */
  readonly value: Unit01;
  /** Places that the control tells apart: 128 for seven bits, 16384 for fourteen. */
  readonly steps: number;
  readonly time: Seconds;
}

/** Device and control as one word, for looking mappings up. */
export function sourceKey(source: { readonly device: string; readonly control: string }): string {
  return `${source.device}/${source.control}`;
}

/** Whether a control of this address is pressed rather than turned. */
export function isButtonAddress(control: string): boolean {
  return /^(note|program|button|key)\./.test(control);
}
