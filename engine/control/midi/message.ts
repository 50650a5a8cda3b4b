/** A channel voice message, channels counted from 1 as devices print them. */
export type ChannelMessage =
  | {
      readonly kind: 'note-on' | 'note-off';
      readonly channel: number;
      readonly note: number;
      readonly velocity: number;
    }
  | {
      readonly kind: 'poly-pressure';
      readonly channel: number;
      readonly note: number;
      readonly pressure: number;
    }
  | {
      readonly kind: 'control-change';
      readonly channel: number;
      readonly controller: number;
      readonly value: number;
    }
  | { readonly kind: 'program-change'; readonly channel: number; readonly program: number }
  | { readonly kind: 'channel-pressure'; readonly channel: number; readonly pressure: number }
  /** `bend` is 0 to 16383, 8192 at rest. */
  | { readonly kind: 'pitch-bend'; readonly channel: number; readonly bend: number };

/** A message of the whole device: time, position, or its maker's own. */
export type SystemMessage =
  | {
      readonly kind: 'clock' | 'start' | 'continue' | 'stop' | 'active-sensing' | 'reset' | 'tune';
    }
  /** In sixteenth notes, 0 to 16383. */
  | { readonly kind: 'song-position'; readonly sixteenths: number }
  | { readonly kind: 'song-select'; readonly song: number }
  | { readonly kind: 'time-code'; readonly quarterFrame: number }
  /** Without its `F0` and `F7`. */
  | { readonly kind: 'sysex'; readonly data: readonly number[] };

/** One MIDI message. */
export type MidiMessage = ChannelMessage | SystemMessage;

/** Takes bytes as they come and hands on whole messages. */
export interface MidiParser {
  /** Any bytes, whole messages or parts of them; bits above the eighth are left out. */
  push(bytes: ArrayLike<number>): void;
  /** Forgets what has begun, for a device that went away. */
  reset(): void;
}

/** Bytes of a sysex that are kept; what is longer is dropped as a whole. */
const LONGEST_SYSEX = 65_536;

const SYSEX = 0xf0;
const END_OF_SYSEX = 0xf7;
const FIRST_REAL_TIME = 0xf8;

const REAL_TIME: Readonly<Record<number, SystemMessage>> = {
  248: { kind: 'clock' },
  250: { kind: 'start' },
  251: { kind: 'continue' },
  252: { kind: 'stop' },
  254: { kind: 'active-sensing' },
  255: { kind: 'reset' },
};

/** Data bytes after a status; null for statuses that mean nothing. */
function dataBytes(status: number): 0 | 1 | 2 | null {
  if (status < 0xf0) return status >= 0xc0 && status < 0xe0 ? 1 : 2;
  if (status === 0xf1 || status === 0xf3) return 1;
  if (status === 0xf2) return 2;
  return status === 0xf6 ? 0 : null;
}

function channelMessage(status: number, first: number, second: number): ChannelMessage {
  const channel = (status & 0x0f) + 1;
  switch (status & 0xf0) {
    case 0x80:
      return { kind: 'note-off', channel, note: first, velocity: second };
    case 0x90:
      // A note that is struck with no velocity is let go.
      return { kind: second > 0 ? 'note-on' : 'note-off', channel, note: first, velocity: second };
    case 0xa0:
      return { kind: 'poly-pressure', channel, note: first, pressure: second };
    case 0xb0:
      return { kind: 'control-change', channel, controller: first, value: second };
    case 0xc0:
      return { kind: 'program-change', channel, program: first };
    case 0xd0:
      return { kind: 'channel-pressure', channel, pressure: first };
    default:
      return { kind: 'pitch-bend', channel, bend: first | (second << 7) };
  }
}

function systemMessage(status: number, first: number, second: number): SystemMessage {
  if (status === 0xf1) return { kind: 'time-code', quarterFrame: first };
  if (status === 0xf2) return { kind: 'song-position', sixteenths: first | (second << 7) };
  if (status === 0xf3) return { kind: 'song-select', song: first };
  return { kind: 'tune' };
}

class StreamParser implements MidiParser {
  readonly #take: (message: MidiMessage) => void;
  /** Status of the message that is being read, kept for the next (running status); 0 for none. */
  #status = 0;
  #first = -1;
  #sysex: number[] | null = null;

  constructor(take: (message: MidiMessage) => void) {
    this.#take = take;
  }

  push(bytes: ArrayLike<number>): void {
    for (let i = 0; i < bytes.length; i++) this.#byte((bytes[i] ?? 0) & 0xff);
  }

  reset(): void {
    this.#status = 0;
    this.#first = -1;
    this.#sysex = null;
  }

  #byte(byte: number): void {
    if (byte >= FIRST_REAL_TIME) {
      // Real time may stand between any two bytes, and disturbs nothing.
      const message = REAL_TIME[byte];
      if (message) this.#take(message);
    } else if (byte >= 0x80) this.#begin(byte);
    else if (this.#sysex) this.#extend(this.#sysex, byte);
    else if (this.#status !== 0) this.#data(byte);
  }

  #begin(status: number): void {
    const ended = this.#sysex;
    this.reset();
    if (status === END_OF_SYSEX) {
      if (ended && ended.length <= LONGEST_SYSEX) this.#take({ kind: 'sysex', data: ended });
    } else if (status === SYSEX) this.#sysex = [];
    else if (dataBytes(status) === 0) this.#take(systemMessage(status, 0, 0));
    else if (dataBytes(status) !== null) this.#status = status;
  }

  #extend(sysex: number[], byte: number): void {
    if (sysex.length <= LONGEST_SYSEX) sysex.push(byte);
  }

  #data(byte: number): void {
    const status = this.#status;
    if (dataBytes(status) === 2 && this.#first < 0) {
      this.#first = byte;
      return;
    }
    const [first, second] = this.#first < 0 ? [byte, 0] : [this.#first, byte];
    this.#first = -1;
    if (status < 0xf0) this.#take(channelMessage(status, first, second));
    else {
      this.#status = 0; // Only channel messages run on.
      this.#take(systemMessage(status, first, second));
    }
  }
}

/**
 * A parser that never throws, whatever it is given: what is cut off or means nothing is left out,
 * and the next message is read as if it had not been there.
 * @source MIDI 1.0 Detailed Specification 4.2, tables I to VII and "Running Status"
 */
export function createMidiParser(take: (message: MidiMessage) => void): MidiParser {
  return new StreamParser(take);
}
