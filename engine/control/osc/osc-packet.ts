/** A value of a message; null for what has none (`N`, `I`). */
export type OscValue = number | string | boolean | null | Uint8Array;

/** One OSC message. */
export interface OscMessage {
  readonly address: string;
  readonly values: readonly OscValue[];
}

/** Bundles within bundles that are read. */
const DEEPEST = 8;
const BUNDLE = '#bundle';
const decoder = new TextDecoder('utf-8', { fatal: false });
const encoder = new TextEncoder();

/** Reads fields one after another; any field beyond the end makes it `isBroken`. */
class Reader {
  isBroken = false;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** Place of the next field of so many bytes, each field padded to four. */
  #take(length: number): number {
    const at = this.#at;
    if (!(length >= 0 && length <= this.left)) {
      this.isBroken = true;
      return -1;
    }
    this.#at = Math.min(this.#bytes.length, at + Math.ceil(length / 4) * 4);
    return at;
  }

  text(): string {
    const end = this.#bytes.indexOf(0, this.#at);
    if (end < 0) {
      this.isBroken = true;
      return '';
    }
    const text = decoder.decode(this.#bytes.subarray(this.#at, end));
    this.#take(end - this.#at + 1);
    return text;
  }

  blob(): Uint8Array {
    const length = this.number('getInt32', 4);
    const at = this.#take(length);
    return at < 0 ? new Uint8Array() : this.#bytes.slice(at, at + length);
  }

  number(read: 'getInt32' | 'getUint32' | 'getFloat32' | 'getFloat64', length: number): number {
    const at = this.#take(length);
    return at < 0 ? 0 : this.#view[read](at);
  }

  long(): number {
    const at = this.#take(8);
    return at < 0 ? 0 : Number(this.#view.getBigInt64(at));
  }

  part(length: number): Uint8Array {
    const at = this.#take(length);
    return at < 0 ? new Uint8Array() : this.#bytes.subarray(at, at + length);
  }
}

function readValue(type: string, from: Reader): OscValue | undefined {
  switch (type) {
    case 'i':
      return from.number('getInt32', 4);
    case 'f':
      return from.number('getFloat32', 4);
    case 'd':
      return from.number('getFloat64', 8);
    case 'h':
    case 't':
      return from.long();
    case 's':
    case 'S':
      return from.text();
    case 'b':
      return from.blob();
    case 'c':
    case 'r':
    case 'm':
      return from.number('getUint32', 4);
    case 'T':
    case 'F':
      return type === 'T';
    case 'N':
    case 'I':
      return null;
    default:
      return undefined;
  }
}

function messageIn(from: Reader): OscMessage | null {
  const address = from.text();
  if (from.isBroken || !address.startsWith('/')) return null;
  const types = from.left > 0 ? from.text() : ',';
  if (!types.startsWith(',')) return null;
  const values: OscValue[] = [];
  for (const type of types.slice(1).replaceAll(/[[\]]/g, '')) {
    const value = readValue(type, from);
    if (value === undefined || from.isBroken) return null;
    values.push(value);
  }
  return { address, values };
}

/**
 * The messages of a packet, those of bundles included, whatever their time; what is damaged or
 * unknown is left out, and nothing throws.
 * @source Open Sound Control 1.0 Specification
 */
export function readOsc(packet: Uint8Array, depth = 0): OscMessage[] {
  if (packet[0] !== 0x23) {
    const message = messageIn(new Reader(packet));
    return message ? [message] : [];
  }
  const from = new Reader(packet);
  if (from.text() !== BUNDLE || depth >= DEEPEST) return [];
  from.long();
  const messages: OscMessage[] = [];
  while (from.left >= 4 && !from.isBroken) {
    const part = from.part(from.number('getInt32', 4));
    if (part.length > 0) messages.push(...readOsc(part, depth + 1));
  }
  return messages;
}

const padded = (bytes: readonly number[]): number[] => [
  ...bytes,
  ...Array.from({ length: (4 - (bytes.length % 4)) % 4 }, () => 0),
];
const textBytes = (text: string) => padded([...encoder.encode(text), 0]);

function numberBytes(value: number): number[] {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return [...new Uint8Array(view.buffer)];
}

/** A message as a packet; numbers go as 32-bit floats. */
export function writeOsc(address: string, values: readonly (number | string | boolean)[]) {
  const types = values.map((value) =>
    typeof value === 'number' ? 'f' : typeof value === 'string' ? 's' : value ? 'T' : 'F',
  );
  const data = values.flatMap((value) =>
    typeof value === 'number'
      ? numberBytes(value)
      : typeof value === 'string'
        ? textBytes(value)
        : [],
  );
  return Uint8Array.from([...textBytes(address), ...textBytes(`,${types.join('')}`), ...data]);
}
