import type { Binding } from '../../../engine/control/mapping/binding.ts';
import type { ControlEvent } from '../../../engine/control/mapping/control-event.ts';
import type { Unit01 } from '../../../engine/core/units.ts';

/**
 * Plays the music by a key of a controller that nothing is mapped to, so that a keyboard is one as
 * soon as it is plugged in. Velocity 0 lets the key go.
 */
export function playFreeKey(
  { device, control, value }: ControlEvent,
  bindings: readonly Pick<Binding, 'device' | 'control'>[],
  playKey: (pitch: number, velocity: Unit01) => void,
): void {
  const pitch = /^note\.\d+\.(\d+)$/.exec(control)?.[1];
  if (pitch === undefined) return;
  const isTaken = bindings.some((one) => one.device === device && one.control === control);
  if (!isTaken) playKey(Number(pitch), value);
}
