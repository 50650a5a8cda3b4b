import type { ControlBus } from '../control/control-bus.ts';
import type { FrameTime } from '../core/frame-time.ts';
import type { Seconds } from '../core/units.ts';
import { constrain } from '../params/declaration.ts';
import type { ParamChange, ParamStore } from '../params/param-store.ts';
import type { LogFacts } from './log-format.ts';
import { DERIVED_SENDERS } from './mixer-control.ts';
import { declarationsById, writeValue } from './show-value.ts';

/** Writes down what every hand does, so that the session can be played again. */
export interface SessionLogWriter {
  /**
   * Stamps what was sent since the frame before with this frame's time; called every frame when
   * its time is known, after every player and before the changes are drained.
   */
  stamp(time: FrameTime): void;
  /** Ends the log, which lasts until the end of the newest frame. */
  end(frameSeconds: Seconds): void;
}

/** Where the log is written from. */
export interface SessionLogOptions {
  readonly facts: LogFacts;
  readonly store: ParamStore;
  readonly bus: ControlBus;
  /** Takes one line, with its end. */
  readonly write: (line: string) => void;
}

/** A time without the noise of binary fractions. */
const nanoseconds = (seconds: Seconds) => Math.round(seconds * 1e9) / 1e9;

/** Parameters whose control is elsewhere than declared, as they are written. */
function standingParams(store: ParamStore): Record<string, number | string> {
  const moved: Record<string, number | string> = {};
  store.declarations.forEach((declaration, i) => {
    const value = store.target(i);
    if (declaration.kind !== 'trigger' && value !== declaration.default) {
      moved[declaration.id] = writeValue(value, declaration);
    }
  });
  return moved;
}

/**
 * Starts a log of a session whose first frame is still to come, or which is played already: the
 * header holds how its parameters stand now. What follows from other moves (a running transition,
 * a tapped tempo) is left out, since it follows again in the replay.
 */
export function createSessionLog(options: SessionLogOptions): SessionLogWriter {
  const { facts, store, bus, write } = options;
  const declarations = declarationsById(store.declarations);
  const line = (fields: object) => write(`${JSON.stringify(fields)}\n`);
  line({ type: 'header', version: 1, ...facts, params: standingParams(store) });

  const waiting: ParamChange[] = [];
  const stopListening = bus.onSend((change) => {
    if (!DERIVED_SENDERS.has(change.sender)) waiting.push(change);
  });
  let start: Seconds | null = null;
  let last: Seconds = 0;
  return {
    stamp(time) {
      start ??= time.seconds;
      last = nanoseconds(time.seconds - start);
      for (const { id, value, sender } of waiting) {
        const declaration = declarations.get(id);
        if (!declaration) continue;
        const allowed = constrain(declaration, value);
        line({ t: last, id, value: writeValue(allowed, declaration), sender });
      }
      waiting.length = 0;
    },
    end(frameSeconds) {
      stopListening();
      line({ type: 'end', t: nanoseconds(last + frameSeconds) });
    },
  };
}
