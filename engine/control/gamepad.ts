import type { Seconds } from '../core/units.ts';
import type { ControlEvent } from './mapping/control-event.ts';

/** What is read of a gamepad; the browser's own objects fit. */
export interface GamepadState {
  readonly id: string;
  readonly index: number;
  readonly axes: readonly number[];
  readonly buttons: readonly { readonly value: number }[];
}

/** Reads gamepads, which tell nothing by themselves. */
export interface GamepadReader {
  /** Looks at all gamepads; call it every frame. */
  poll(pads: readonly (GamepadState | null)[], time: Seconds): void;
}

/** Sticks do not come back to their middle exactly. */
const DEAD_ZONE = 0.12;
const STEPS = 65_536;

/** Place of a stick, its middle at exactly one half. */
function stickPlace(axis: number): number {
  const size = Math.max(0, Math.abs(axis) - DEAD_ZONE) / (1 - DEAD_ZONE);
  return 0.5 + (Math.sign(axis) * Math.min(1, size)) / 2;
}

/** A gamepad's name without the numbers that browsers put behind it. */
export function gamepadName({ id, index }: GamepadState): string {
  const name = id.replace(/\s*\((STANDARD|Vendor|.*Vendor).*$/i, '').trim() || 'Gamepad';
  return index === 0 ? name : `${name} #${index + 1}`;
}

/** A reader that tells of every change as a move of a control. */
export function createGamepadReader(take: (event: ControlEvent) => void): GamepadReader {
  const known = new Map<string, number>();
  const tell = (device: string, control: string, value: number, time: Seconds) => {
    const key = `${device}/${control}`;
    const before = known.get(key);
    known.set(key, value);
    // What stands there at first was not moved.
    if (before === undefined || before === value) return;
    take({ device, control, value, steps: STEPS, time });
  };
  return {
    poll(pads, time) {
      for (const pad of pads) {
        if (!pad) continue;
        const device = gamepadName(pad);
        for (const [i, axis] of pad.axes.entries()) {
          tell(device, `axis.${i + 1}`, stickPlace(axis), time);
        }
        for (const [i, { value }] of pad.buttons.entries()) {
          tell(device, `button.${i + 1}`, value, time);
        }
      }
    },
  };
}
