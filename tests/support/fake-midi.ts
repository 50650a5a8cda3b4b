/**
 * MIDI ports for tests without a browser: plugged in and out at will, what is sent to them is kept.
 */

import type { MidiOutputPort, MidiPort, MidiPorts } from '../../engine/control/midi/ports.ts';

/** One device with an input and an output. */
export interface FakeDevice {
  readonly input: MidiPort;
  readonly output: MidiOutputPort;
  /** Messages that it was sent, in order. */
  readonly sent: (readonly number[])[];
}

/** Ports that a test holds in its hand. */
export interface FakeMidi {
  readonly ports: MidiPorts;
  device(name: string, id?: string): FakeDevice;
  plug(device: FakeDevice): void;
  unplug(device: FakeDevice): void;
  /** A device sends bytes. */
  play(device: FakeDevice, bytes: readonly number[], time?: number): void;
}

/** No device yet. */
export function createFakeMidi(options: { readonly sysex?: boolean } = {}): FakeMidi {
  const there: FakeDevice[] = [];
  const changes = new Set<() => void>();
  const messages = new Set<Parameters<MidiPorts['onMessage']>[0]>();
  const tell = () => {
    for (const change of changes) change();
  };
  let count = 0;
  return {
    ports: {
      get inputs() {
        return there.map(({ input }) => input);
      },
      get outputs() {
        return there.map(({ output }) => output);
      },
      sysex: options.sysex ?? true,
      onMessage(listener) {
        messages.add(listener);
        return () => messages.delete(listener);
      },
      onChange(listener) {
        changes.add(listener);
        return () => changes.delete(listener);
      },
      async close() {},
    },
    device(name, id = `port ${count++}`) {
      const sent: (readonly number[])[] = [];
      return {
        input: { id: `in ${id}`, name },
        output: { id: `out ${id}`, name, send: (bytes) => sent.push([...bytes]) },
        sent,
      };
    },
    plug(device) {
      there.push(device);
      tell();
    },
    unplug(device) {
      there.splice(there.indexOf(device), 1);
      tell();
    },
    play(device, bytes, time = 0) {
      for (const message of messages) message(device.input, bytes, time);
    },
  };
}
