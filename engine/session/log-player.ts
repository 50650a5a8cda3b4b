import type { ControlBus } from '../control/control-bus.ts';
import type { Seconds } from '../core/units.ts';
import type { SessionLog } from './log-format.ts';
import type { ScorePlayer } from './show-player.ts';

/** Plays a log: every move arrives in the frame of its time, counted from the first frame. */
export function createLogPlayer(log: SessionLog, bus: ControlBus): ScorePlayer {
  let next = 0;
  let start: Seconds | null = null;
  const send = (id: string, value: number) => bus.send({ id, value, sender: 'log' });
  return {
    begin() {
      for (const { id, value } of log.params) send(id, value);
    },
    advance(time) {
      start ??= time.seconds;
      for (;;) {
        const entry = log.entries[next];
        if (!entry || entry.t > time.seconds - start + 1e-9) return;
        send(entry.id, entry.value);
        next += 1;
      }
    },
  };
}
