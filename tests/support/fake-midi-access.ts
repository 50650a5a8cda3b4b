/**
 * A `MIDIAccess` for the page, which behaves as Chromium's does: `statechange` comes later and not
 * at once; a port's connection is `open` while it is there and `pending` while it is not; and a
 * device that is plugged in again has the same port objects.
 */

import type { Page } from 'puppeteer';

/** What a fake output was sent: the bytes, and the monotonic milliseconds at which they go. */
export interface SentMidi {
  readonly bytes: number[];
  readonly at: number;
}

interface FakeMidiWindow {
  readonly fakeMidi: {
    plug(name: string, id: string): void;
    unplug(id: string): void;
    play(id: string, bytes: readonly number[]): void;
    sent(id: string): SentMidi[];
  };
}

/** Puts the fake in a page's place of MIDI; for `before` of {@link PageOptions}. */
export function installFakeMidi(): void {
  class Port extends EventTarget {
    state = 'connected';
    connection = 'open';
    onstatechange: ((event: Event) => void) | null = null;
    onmidimessage: ((event: Event) => void) | null = null;
    manufacturer = '';
    version = '';
    sentMessages: { bytes: number[]; at: number }[] = [];
    constructor(
      readonly type: 'input' | 'output',
      readonly id: string,
      readonly name: string,
    ) {
      super();
    }
    async open() {
      return this;
    }
    async close() {
      return this;
    }
    send(data: Iterable<number>, at?: number) {
      if (this.state !== 'connected') throw new DOMException('gone', 'InvalidStateError');
      this.sentMessages.push({ bytes: [...data], at: at || performance.now() });
    }
    override dispatchEvent(event: Event) {
      if (event.type === 'midimessage') this.onmidimessage?.(event);
      if (event.type === 'statechange') this.onstatechange?.(event);
      return super.dispatchEvent(event);
    }
  }
  class Access extends EventTarget {
    inputs = new Map<string, Port>();
    outputs = new Map<string, Port>();
    onstatechange: ((event: Event) => void) | null = null;
    sysexEnabled = true;
  }
  const access = new Access();
  const known = new Map<string, readonly [Port, Port]>();
  const tell = (port: Port) => {
    setTimeout(() => {
      const event = Object.assign(new Event('statechange'), { port });
      port.dispatchEvent(event);
      access.onstatechange?.(event);
      access.dispatchEvent(event);
    }, 1);
  };
  const fakeMidi = {
    plug(name: string, id: string) {
      const ports =
        known.get(id) ??
        ([new Port('input', `${id} in`, name), new Port('output', `${id} out`, name)] as const);
      known.set(id, ports);
      access.inputs.set(ports[0].id, ports[0]);
      access.outputs.set(ports[1].id, ports[1]);
      for (const port of ports) {
        port.state = 'connected';
        port.connection = 'open';
        tell(port);
      }
    },
    unplug(id: string) {
      for (const port of known.get(id) ?? []) {
        port.state = 'disconnected';
        port.connection = 'pending';
        access.inputs.delete(port.id);
        access.outputs.delete(port.id);
        tell(port);
      }
    },
    play(id: string, bytes: readonly number[]) {
      const event = Object.assign(new Event('midimessage'), { data: Uint8Array.from(bytes) });
      known.get(id)?.[0].dispatchEvent(event);
    },
    sent(id: string) {
      return known.get(id)?.[1].sentMessages.splice(0) ?? [];
    },
  };
  Object.assign(window, { fakeMidi });
  Object.assign(navigator, { requestMIDIAccess: async () => access });
}

/** The fake of a page, from outside. */
export const fakeMidi = {
  plug: (page: Page, name: string, id: string) =>
    page.evaluate(
      (port, key) => (window as unknown as FakeMidiWindow).fakeMidi.plug(port, key),
      name,
      id,
    ),
  unplug: (page: Page, id: string) =>
    page.evaluate((key) => (window as unknown as FakeMidiWindow).fakeMidi.unplug(key), id),
  /** Plays messages one after another in one go. */
  play: (page: Page, id: string, messages: readonly (readonly number[])[]) =>
    page.evaluate(
      (key, all) => {
        for (const bytes of all) (window as unknown as FakeMidiWindow).fakeMidi.play(key, bytes);
      },
      id,
      messages,
    ),
  /** What was sent since the last question. */
  sent: (page: Page, id: string): Promise<SentMidi[]> =>
    page.evaluate((key) => (window as unknown as FakeMidiWindow).fakeMidi.sent(key), id),
};
