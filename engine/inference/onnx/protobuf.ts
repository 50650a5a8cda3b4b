import { fail } from '../../core/errors.ts';

/** Wire types. @source Protocol Buffers, "Encoding" */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

const WIRE_NAMES: Readonly<Record<number, string>> = {
  [VARINT]: 'a whole number',
  [FIXED64]: '8 bytes',
  [LENGTH]: 'a block of bytes',
  [FIXED32]: '4 bytes',
};

const MAX_VARINT_BYTES = 10;
const TWO_32 = 2 ** 32;

/** Reads the fields of one protobuf message, each checked to lie within it. */
export class MessageReader {
  /** Number of the field that {@link next} came to. */
  field = 0;
  readonly #subject: string;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView<ArrayBuffer>;
  #place = 0;
  #wire = VARINT;

  /** @param subject what the message is, for errors */
  constructor(subject: string, bytes: Uint8Array<ArrayBuffer>) {
    this.#subject = subject;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /**
   * Goes to the next field; false at the end. The value of every field must be read or skipped.
   * @throws InstrumentError for a field that cannot be
   */
  next(): boolean {
    if (this.#place === this.#bytes.length) return false;
    const tag = this.#varint();
    this.field = Math.floor(tag / 8);
    this.#wire = tag % 8;
    if (this.field < 1 || tag >= TWO_32 || !(this.#wire in WIRE_NAMES)) {
      this.#refuse('hold fields that protobuf knows', `the tag ${tag}`);
    }
    return true;
  }

  /** Passes over the field's value. */
  skip(): void {
    if (this.#wire === VARINT) this.#varint();
    else if (this.#wire === LENGTH) this.bytes();
    else this.#take(this.#wire === FIXED32 ? 4 : 8);
  }

  /** A whole number of 64 bits, with its sign; beyond 2^53 the nearest double. */
  int64(): number {
    this.#expect(VARINT);
    return this.#varint(true);
  }

  /** A real number of 32 bits. */
  float(): number {
    this.#expect(FIXED32);
    return this.#view.getFloat32(this.#take(4), true);
  }

  /** The field's bytes; they share memory with the message. */
  bytes(): Uint8Array<ArrayBuffer> {
    this.#expect(LENGTH);
    const length = this.#varint();
    const start = this.#take(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** Text. @throws InstrumentError when it is no UTF-8 */
  text(): string {
    const bytes = this.bytes();
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      return this.#refuse('hold text of UTF-8', 'other bytes');
    }
  }

  /** Whole numbers of a repeated field, packed or one alone, put behind `to`. */
  int64s(to: number[]): void {
    if (this.#wire === VARINT) {
      to.push(this.#varint(true));
      return;
    }
    const packed = new MessageReader(this.#subject, this.bytes());
    while (packed.#place < packed.#bytes.length) to.push(packed.#varint(true));
  }

  /** Reals of 32 bits of a repeated field, packed or one alone, put behind `to`. */
  floats(to: number[]): void {
    if (this.#wire === FIXED32) to.push(this.float());
    else this.#packed(4, (view, place) => to.push(view.getFloat32(place, true)));
  }

  /** Reals of 64 bits of a repeated field, packed or one alone, put behind `to`. */
  doubles(to: number[]): void {
    if (this.#wire === FIXED64) to.push(this.#view.getFloat64(this.#take(8), true));
    else this.#packed(8, (view, place) => to.push(view.getFloat64(place, true)));
  }

  #packed(size: number, push: (view: DataView, place: number) => void): void {
    const bytes = this.bytes();
    if (bytes.length % size !== 0) {
      this.#refuse(`hold numbers of ${size} bytes`, `${bytes.length} bytes of them`);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let place = 0; place < bytes.length; place += size) push(view, place);
  }

  /** Seven bits a byte, the lowest first; the highest bit says that more follow. */
  #varint(signed = false): number {
    let [low, high] = [0, 0];
    for (let i = 0; i < MAX_VARINT_BYTES; i++) {
      const byte = this.#bytes[this.#place];
      if (byte === undefined) break;
      this.#place += 1;
      if (i === 9 && byte > 1) break;
      const bits = byte & 0x7f;
      // Bits 0 to 27 lie in `low`, 28 to 63 above.
      if (i < 4) low += bits * 2 ** (7 * i);
      else if (i < 9) high += bits * 2 ** (7 * (i - 4));
      else high += bits * 2 ** 35;
      if (byte < 0x80)
        return signed && high >= 2 ** 35 ? low + (high - 2 ** 36) * 2 ** 28 : low + high * 2 ** 28;
    }
    return this.#refuse('hold whole numbers of at most ten bytes', 'one that does not end');
  }

  #take(length: number): number {
    const start = this.#place;
    if (length > this.#bytes.length - start) {
      this.#refuse('hold its fields whole', `${this.#bytes.length - start} of ${length} bytes`);
    }
    this.#place += length;
    return start;
  }

  #expect(wire: number): void {
    if (this.#wire === wire) return;
    this.#refuse(
      `hold ${WIRE_NAMES[wire] ?? wire} in field ${this.field}`,
      WIRE_NAMES[this.#wire] ?? `wire type ${this.#wire}`,
    );
  }

  #refuse(constraint: string, got: string): never {
    return fail({
      subject: this.#subject,
      constraint,
      got,
      remedy: 'get the file again; it is torn, damaged or no ONNX model',
    });
  }
}
