import { fromHalf, toHalf } from '../../../engine/inference/half.ts';
import { type CpuTensor, elementCount, type Shape } from '../../../engine/inference/tensor.ts';
import { SetupError } from '../setup/say.mjs';

/** How a number format of NumPy is read and written; little-endian unless a file says otherwise. */
interface Format {
  readonly bytes: number;
  readonly read: (view: DataView, place: number, little: boolean) => number;
  readonly write: (view: DataView, place: number, value: number) => void;
  readonly isReal?: boolean;
}

/** Number formats by NumPy's names. @source NumPy, "Array interface protocol", typestr */
const FORMATS: Readonly<Record<string, Format>> = {
  f2: {
    bytes: 2,
    read: (view, at, little) => fromHalf(view.getUint16(at, little)),
    write: (view, at, value) => view.setUint16(at, toHalf(value), true),
    isReal: true,
  },
  f4: {
    bytes: 4,
    read: (view, at, little) => view.getFloat32(at, little),
    write: (view, at, value) => view.setFloat32(at, value, true),
    isReal: true,
  },
  f8: {
    bytes: 8,
    read: (view, at, little) => view.getFloat64(at, little),
    write: (view, at, value) => view.setFloat64(at, value, true),
    isReal: true,
  },
  i8: {
    bytes: 8,
    read: (view, at, little) => Number(view.getBigInt64(at, little)),
    write: (view, at, value) => view.setBigInt64(at, BigInt(value), true),
  },
  i4: {
    bytes: 4,
    read: (view, at, little) => view.getInt32(at, little),
    write: (view, at, value) => view.setInt32(at, value, true),
  },
  i1: {
    bytes: 1,
    read: (view, at) => view.getInt8(at),
    write: (view, at, value) => view.setInt8(at, value),
  },
  u1: {
    bytes: 1,
    read: (view, at) => view.getUint8(at),
    write: (view, at, value) => view.setUint8(at, value),
  },
  b1: {
    bytes: 1,
    read: (view, at) => Number(view.getUint8(at) !== 0),
    write: (view, at, value) => view.setUint8(at, Number(value !== 0)),
  },
};

/** NumPy's names of the element types of ONNX files that are written; others are by kind. */
const WRITTEN: Readonly<Record<string, string>> = {
  F64: 'f8',
  F32: 'f4',
  F16: 'f2',
  BF16: 'f4',
  I64: 'i8',
  I32: 'i4',
  I8: 'i1',
  U8: 'u1',
  BOOL: 'b1',
};

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** What comes before the header's text: magic, version, and a length of 2 bytes, or 4 from 2.0 on. */
const SHORT_START = 10;
const LONG_START = 12;
/** Numbers start at a multiple of this. @source NumPy, NEP 1 */
const ALIGNMENT = 64;

const damaged = (file: string, problem: string) =>
  new SetupError(`${file} ${problem}.`, 'save it again by numpy.save.');

interface Header {
  readonly format: Format;
  readonly little: boolean;
  readonly fortran: boolean;
  readonly shape: Shape;
  /** Place of the first number. */
  readonly start: number;
}

/**
 * Reads a .npy file, versions 1 to 3, of any order. Reals become f32, whole numbers and booleans
 * i32.
 * @throws SetupError naming the file when it is none, torn, or of numbers that do not fit
 * @source NumPy, NEP 1, "A simple file format for NumPy arrays"
 */
export function readNpy(file: string, bytes: Uint8Array): CpuTensor {
  const { format, little, fortran, shape, start } = readHeader(file, bytes);
  const count = elementCount(shape);
  const expected = start + count * format.bytes;
  if (bytes.length !== expected) {
    throw damaged(
      file,
      `must have ${expected} bytes for its shape (${shape.join(', ')}), got ${bytes.length}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const places = fortran ? columnOrder(shape) : null;
  const numbers = Array.from({ length: count }, (_, i) =>
    format.read(view, start + (places?.[i] ?? i) * format.bytes, little),
  );
  if (format.isReal) return { dtype: 'f32', shape, data: Float32Array.from(numbers) };
  const wide = numbers.find((value) => value !== (value | 0));
  if (wide !== undefined) {
    throw new SetupError(
      `${file} must hold whole numbers of 32 bits, got ${wide}.`,
      'use smaller numbers: the GPU has no longer ones.',
    );
  }
  return { dtype: 'i32', shape, data: Int32Array.from(numbers) };
}

function readHeader(file: string, bytes: Uint8Array): Header {
  if (bytes.length < SHORT_START || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw damaged(file, 'is no .npy file');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6] ?? 0;
  if (version < 1 || version > 3) throw damaged(file, `is of version ${version}, not 1 to 3`);
  const isShort = version === 1;
  if (!isShort && bytes.length < LONG_START) throw damaged(file, 'is torn in its header');
  const first = isShort ? SHORT_START : LONG_START;
  const start = first + (isShort ? view.getUint16(8, true) : view.getUint32(8, true));
  if (start > bytes.length) throw damaged(file, 'is torn in its header');
  const text = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(
    bytes.subarray(first, start),
  );
  return { ...parseHeader(file, text), start };
}

/** Reads the header's dictionary, a literal of Python. */
function parseHeader(file: string, text: string): Omit<Header, 'start'> {
  const descr = /'descr'\s*:\s*'([<>|=])([a-z])(\d+)'/.exec(text);
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text);
  const shape = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(text);
  if (!order || !shape) throw damaged(file, `has a header that cannot be read: ${text.trim()}`);
  const name = `${descr?.[2]}${descr?.[3]}`;
  const format = FORMATS[name];
  if (!format) {
    throw new SetupError(
      `${file} must hold numbers of ${Object.keys(FORMATS).join(', ')}, got ${/'descr'\s*:\s*([^,}]+)/.exec(text)?.[1] ?? 'nothing'}.`,
      'convert it before it is saved, e.g. by .astype(numpy.float32).',
    );
  }
  const extents = (shape[1] ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)
    .map(Number);
  return { format, little: descr?.[1] !== '>', fortran: order[1] === 'True', shape: extents };
}

/** Where each element of a shape lies when the first axis runs fastest. */
function columnOrder(shape: Shape): number[] {
  return Array.from({ length: elementCount(shape) }, (_, i) => {
    let [rest, place] = [i, 0];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const extent = shape[axis] ?? 1;
      const stride = elementCount(shape.slice(0, axis));
      place += (rest % extent) * stride;
      rest = Math.floor(rest / extent);
    }
    return place;
  });
}

/**
 * A .npy file of version 1.
 * @param type element type as the model declares it, such as `F32` or `I64`
 */
export function writeNpy({ dtype, shape, data }: CpuTensor, type: string): Uint8Array<ArrayBuffer> {
  const name = WRITTEN[type] ?? (dtype === 'f32' ? 'f4' : 'i4');
  const format = FORMATS[name];
  if (!format) throw new Error(`There is no format ${name}.`);
  const order = format.bytes === 1 ? '|' : '<';
  const extents = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${order}${name}', 'fortran_order': False, 'shape': (${extents}), }`;
  const start = Math.ceil((SHORT_START + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(start + data.length * format.bytes);
  const view = new DataView(bytes.buffer);
  bytes.set([...MAGIC, 1, 0]);
  view.setUint16(8, start - SHORT_START, true);
  bytes.set(new TextEncoder().encode(`${text.padEnd(start - SHORT_START - 1)}\n`), SHORT_START);
  data.forEach((value, i) => {
    format.write(view, start + i * format.bytes, value);
  });
  return bytes;
}
