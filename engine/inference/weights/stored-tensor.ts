import { fail } from '../../core/errors.ts';
import { fromHalfArray } from '../half.ts';
import { type CpuTensor, elementCount, type Shape } from '../tensor.ts';

/** Number formats in which files keep tensors, by their names in safetensors; little-endian. */
export type StoredType =
  | 'F64'
  | 'F32'
  | 'F16'
  | 'BF16'
  | 'I64'
  | 'I32'
  | 'I16'
  | 'I8'
  | 'U64'
  | 'U32'
  | 'U16'
  | 'U8'
  | 'BOOL';

/** Bytes of one element of each format. */
export const STORED_BYTES: Readonly<Record<StoredType, number>> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
};

const INT32_MAX = 2 ** 31 - 1;
const INT32_MIN = -(2 ** 31);

/** Numbers as bfloat16: the upper half of an f32. */
export function fromBfloat16Array(words: Uint16Array): Float32Array<ArrayBuffer> {
  const bits = new Uint32Array(words.length);
  for (let i = 0; i < words.length; i++) bits[i] = (words[i] ?? 0) << 16;
  return new Float32Array(bits.buffer);
}

/** A whole number held within 32 bits. */
export function saturateInt32(value: number): number {
  return Math.min(Math.max(value, INT32_MIN), INT32_MAX);
}

/** A tensor as it lies in a file. */
export interface StoredTensor {
  /** The tensor by the name its user knows, for messages. */
  readonly subject: string;
  readonly type: StoredType;
  readonly shape: Shape;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What becomes of whole numbers beyond 32 bits. */
  readonly wide: 'refuse' | 'saturate';
}

/**
 * Reads a stored tensor. Reals become f32, I8 stays i8, other whole numbers and booleans i32. The
 * result shares no memory with the file.
 * @throws InstrumentError when size and shape do not agree, a number does not fit or a boolean is
 * neither 0 nor 1
 */
export function decodeTensor(stored: StoredTensor): CpuTensor {
  const { subject, type, shape, bytes, wide } = stored;
  const expected = elementCount(shape) * STORED_BYTES[type];
  if (bytes.length !== expected) {
    fail({
      subject,
      constraint: `take ${expected} bytes (${type} [${shape.join(', ')}])`,
      got: bytes.length,
      remedy: 'get the file again; it is damaged',
    });
  }
  const copy = bytes.slice().buffer;
  const real = decodeReal(type, copy);
  if (real) return { dtype: 'f32', shape, data: real };
  if (type === 'I8') return { dtype: 'i8', shape, data: new Int8Array(copy) };
  const whole = type === 'I64' || type === 'U64' ? readWide(stored, copy) : decodeWhole(type, copy);
  if (wide === 'refuse' && type === 'U32') refuseBeyond(subject, new Uint32Array(copy));
  if (type === 'BOOL') requireBooleans(subject, whole);
  return { dtype: 'i32', shape, data: whole };
}

function decodeReal(type: StoredType, buffer: ArrayBuffer): Float32Array<ArrayBuffer> | null {
  if (type === 'F32') return new Float32Array(buffer);
  if (type === 'F64') return Float32Array.from(new Float64Array(buffer));
  if (type === 'F16') return fromHalfArray(new Uint16Array(buffer));
  if (type === 'BF16') return fromBfloat16Array(new Uint16Array(buffer));
  return null;
}

function decodeWhole(type: StoredType, buffer: ArrayBuffer): Int32Array<ArrayBuffer> {
  if (type === 'I32') return new Int32Array(buffer);
  if (type === 'I16') return Int32Array.from(new Int16Array(buffer));
  if (type === 'U16') return Int32Array.from(new Uint16Array(buffer));
  if (type === 'U32') return Int32Array.from(new Uint32Array(buffer), saturateInt32);
  return Int32Array.from(new Uint8Array(buffer));
}

function readWide({ subject, type, wide }: StoredTensor, buffer: ArrayBuffer) {
  const values = type === 'I64' ? new BigInt64Array(buffer) : new BigUint64Array(buffer);
  const numbers = Array.from(values, Number);
  if (wide === 'refuse') refuseBeyond(subject, numbers);
  return Int32Array.from(numbers, saturateInt32);
}

function refuseBeyond(subject: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    if (value >= INT32_MIN && value <= INT32_MAX) continue;
    fail({
      subject,
      constraint: 'hold whole numbers of 32 bits: the GPU has no longer ones',
      got: `${value} at ${i}`,
      remedy: 'store smaller numbers, or reals',
    });
  }
}

function requireBooleans(subject: string, values: Int32Array): void {
  const place = values.findIndex((value) => value !== 0 && value !== 1);
  if (place < 0) return;
  fail({
    subject,
    constraint: 'hold 0 and 1 only (BOOL)',
    got: `${values[place]} at ${place}`,
    remedy: 'get the file again; it is damaged',
  });
}
