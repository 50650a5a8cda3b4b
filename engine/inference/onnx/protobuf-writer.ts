/** Writes protobuf messages. @source Protocol Buffers, "Encoding" */

/** A message, or a part of one. */
export type Encoded = Uint8Array<ArrayBuffer>;

const VARINT = 0;
const LENGTH = 2;

/** Parts one behind the other: fields of a message may stand in any order. */
export function joined(parts: readonly Encoded[]): Encoded {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}

/** A whole number of 0 or more, seven bits a byte, the lowest first. */
export function varint(value: number): Encoded {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return Uint8Array.from([...bytes, rest]);
}

/** A field that is a whole number of 0 or more. */
export function numberField(field: number, value: number): Encoded {
  return joined([varint(field * 8 + VARINT), varint(value)]);
}

/** A field that is a message or bytes. */
export function bytesField(field: number, bytes: Encoded): Encoded {
  return joined([varint(field * 8 + LENGTH), varint(bytes.length), bytes]);
}

/** A field that is text. */
export function textField(field: number, text: string): Encoded {
  return bytesField(field, new TextEncoder().encode(text));
}
