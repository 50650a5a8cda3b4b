import type { Seconds } from '../../core/units.ts';

/** One end of a connection to a device. */
export interface MidiPort {
  /** Stays the same for a device that is plugged in again, where the browser knows it. */
  readonly id: string;
  readonly name: string;
}

/** A port that is written to. */
export interface MidiOutputPort extends MidiPort {
  /** Sends one message, now or at a monotonic time. */
  send(bytes: readonly number[], at?: Seconds): void;
}

/** The machine's MIDI, however it is reached. */
export interface MidiPorts {
  readonly inputs: readonly MidiPort[];
  readonly outputs: readonly MidiOutputPort[];
  /** Whether messages of makers' own may be sent. */
  readonly sysex: boolean;
  /** Calls back with every message as it comes, with its monotonic time. */
  onMessage(
    listener: (input: MidiPort, bytes: ArrayLike<number>, time: Seconds) => void,
  ): () => void;
  /** Calls back when a port comes or goes. */
  onChange(listener: () => void): () => void;
  /** Lets go of every port. */
  close(): Promise<void>;
}
