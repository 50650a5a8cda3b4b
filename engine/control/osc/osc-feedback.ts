import type { ParamStore } from '../../params/param-store.ts';
import { oscAddress } from './osc-hands.ts';
import { writeOsc } from './osc-packet.ts';

/** Tells an OSC surface where parameters stand, so that its faders are right. */
export interface OscFeedback {
  /** Sends what has moved since it was called last; the first time, everything. */
  send(): void;
  /** The next call sends everything: the surface was connected anew. */
  forget(): void;
}

/** Parameters that one call tells of at most: UDP drops what comes in a burst. */
const MOST_AT_ONCE = 64;

/** Feedback of a store. @param write takes one packet */
export function createOscFeedback(
  store: ParamStore,
  write: (packet: Uint8Array<ArrayBuffer>) => void,
): OscFeedback {
  const told = new Float64Array(store.declarations.length).fill(Number.NaN);
  let revision = -1;
  return {
    send() {
      if (revision === store.revision) return;
      let sent = 0;
      for (let i = 0; i < told.length; i++) {
        const value = store.target(i);
        if (told[i] === value) continue;
        if (sent === MOST_AT_ONCE) return;
        told[i] = value;
        sent += 1;
        const spec = store.declarations[i];
        if (spec && spec.kind !== 'trigger') write(writeOsc(oscAddress(spec.id), [value]));
      }
      revision = store.revision;
    },
    forget() {
      told.fill(Number.NaN);
      revision = -1;
    },
  };
}
