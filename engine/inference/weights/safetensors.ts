import { type ErrorParts, fail } from '../../core/errors.ts';
import { type CpuTensor, elementCount } from '../tensor.ts';
import { requireSha256 } from './digest.ts';
import { decodeTensor, STORED_BYTES, type StoredType } from './stored-tensor.ts';

/** What a safetensors file holds. */
export interface Safetensors {
  /** By name, in the order in which they lie in the file. */
  readonly tensors: ReadonlyMap<string, CpuTensor>;
  /** Free text that the file carries, by key. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** How a file is checked. */
export interface SafetensorsOptions {
  /** Name of the file, for messages. */
  readonly file?: string;
  /** SHA-256 that the whole file must have, as hexadecimal digits. */
  readonly sha256?: string;
}

interface Entry {
  readonly name: string;
  readonly type: StoredType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

const LENGTH_BYTES = 8;
/** @source safetensors, format: the header has at most 100 MB */
const MAX_HEADER_BYTES = 100_000_000;
/** Formats of safetensors that the instrument reads. */
const READABLE: ReadonlySet<string> = new Set([
  'F32',
  'F16',
  'BF16',
  'I8',
  'I32',
  'I64',
  'U8',
  'BOOL',
]);

const DAMAGED = 'get the file again; it is damaged or no safetensors file';

type Fault = Omit<ErrorParts, 'subject' | 'remedy'> & { readonly remedy?: string };

const refuse = (subject: string, fault: Fault): never =>
  fail({ remedy: DAMAGED, ...fault, subject });

/**
 * Reads a safetensors file whole, and checks all of it first: header, formats, shapes, and that the
 * tensors fill the file without gap or overlap.
 * @throws InstrumentError naming file, tensor and remedy
 * @source https://github.com/huggingface/safetensors, "Format"
 */
export async function parseSafetensors(
  buffer: ArrayBuffer,
  options: SafetensorsOptions = {},
): Promise<Safetensors> {
  const file = options.file ?? 'The safetensors file';
  if (options.sha256 !== undefined) await requireSha256(file, buffer, options.sha256);
  const { header, start } = readHeader(file, buffer);
  const entries = readEntries(file, header);
  requireContiguous(file, entries, buffer.byteLength - start);
  const tensors = new Map(
    entries.map(({ name, type, shape, begin, end }) => [
      name,
      decodeTensor({
        subject: tensorSubject(file, name),
        type,
        shape,
        bytes: new Uint8Array(buffer, start + begin, end - begin),
        wide: 'refuse',
      }),
    ]),
  );
  return { tensors, metadata: readMetadata(file, header) };
}

const tensorSubject = (file: string, name: string) => `The tensor "${name}" of ${file}`;

type Json = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readHeader(file: string, buffer: ArrayBuffer): { header: Json; start: number } {
  if (buffer.byteLength < LENGTH_BYTES) {
    refuse(file, {
      constraint: 'start with the length of its header',
      got: `${buffer.byteLength} bytes`,
    });
  }
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  const start = LENGTH_BYTES + length;
  if (length > MAX_HEADER_BYTES || start > buffer.byteLength) {
    refuse(file, {
      constraint: `hold its header within ${Math.min(MAX_HEADER_BYTES, buffer.byteLength - LENGTH_BYTES)} bytes`,
      got: `a header of ${length} bytes`,
    });
  }
  return { header: parseHeader(file, new Uint8Array(buffer, LENGTH_BYTES, length)), start };
}

function parseHeader(file: string, bytes: Uint8Array): Json {
  const constraint = 'have a header of JSON, an object without repeated names';
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    header = JSON.parse(text);
  } catch (thrown) {
    return fail(
      { subject: file, constraint, got: String(thrown), remedy: DAMAGED },
      { cause: thrown },
    );
  }
  if (!isRecord(header) || !text.startsWith('{'))
    refuse(file, { constraint, got: text.slice(0, 40) });
  if (namesWritten(text) !== namesKept(header)) refuse(file, { constraint, got: 'a name twice' });
  return header as Json;
}

/** Names in a JSON text; JSON.parse keeps the last of those that are repeated. */
function namesWritten(text: string): number {
  return [...text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)].filter(([, colon]) => colon).length;
}

function namesKept(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + namesKept(one), 0);
  if (!isRecord(value)) return 0;
  return Object.values(value).reduce<number>((sum, one) => sum + 1 + namesKept(one), 0);
}

function readMetadata(file: string, header: Json): Record<string, string> {
  const metadata = header.__metadata__ ?? {};
  const texts =
    isRecord(metadata) && Object.values(metadata).every((one) => typeof one === 'string');
  if (!texts) refuse(file, { constraint: 'have metadata of text', got: JSON.stringify(metadata) });
  return metadata as Record<string, string>;
}

/** The tensors of a header in the order of their places. */
function readEntries(file: string, header: Json): Entry[] {
  return Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => readEntry(file, name, entry))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
}

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

function readEntry(file: string, name: string, entry: unknown): Entry {
  const subject = tensorSubject(file, name);
  const { dtype, shape, data_offsets: offsets } = isRecord(entry) ? entry : {};
  const whole =
    typeof dtype === 'string' &&
    Array.isArray(shape) &&
    shape.every(isCount) &&
    Array.isArray(offsets) &&
    offsets.length === 2 &&
    offsets.every(isCount) &&
    Number(offsets[0]) <= Number(offsets[1]);
  if (!whole) {
    return refuse(subject, {
      constraint: 'have dtype, shape and two data_offsets in order',
      got: JSON.stringify(entry),
    });
  }
  if (!READABLE.has(dtype)) {
    refuse(subject, {
      constraint: `be of ${[...READABLE].join(', ')}`,
      got: dtype,
      remedy: 'convert it to F32 or F16 before it is stored',
    });
  }
  const type = dtype as StoredType;
  const [begin, end] = offsets as [number, number];
  const bytes = elementCount(shape) * STORED_BYTES[type];
  if (end - begin !== bytes) {
    refuse(subject, {
      constraint: `take ${bytes} bytes (${type} [${shape.join(', ')}])`,
      got: `${end - begin}`,
    });
  }
  return { name, type, shape, begin, end };
}

function requireContiguous(file: string, entries: readonly Entry[], dataBytes: number): void {
  let place = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== place) {
      refuse(tensorSubject(file, name), {
        constraint: `start where the one before it ends, at ${place}`,
        got: begin,
      });
    }
    place = end;
  }
  if (place === dataBytes) return;
  refuse(file, {
    constraint: `hold ${place} bytes of tensors behind its header`,
    got: dataBytes,
    remedy: 'get the file again; its download was torn',
  });
}
