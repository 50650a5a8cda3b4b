import './quiet-tone.ts';
import { Context } from 'tone/build/esm/classes.js';

/** Tone.js on a context that is not its own: what disposes of it must not close that context. */
export class GuestContext extends Context {
  override close(): Promise<void> {
    return Promise.resolve();
  }
}
