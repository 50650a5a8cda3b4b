import { describe, expect, it } from 'vitest';
import { InstrumentError } from '../../../../../engine/core/errors.ts';
import { toHalfArray } from '../../../../../engine/inference/half.ts';
import { sha256 } from '../../../../../engine/inference/weights/digest.ts';
import {
  parseSafetensors,
  type Safetensors,
} from '../../../../../engine/inference/weights/safetensors.ts';
import { fuzzRuns, mutate } from '../../../../support/mutations.ts';
import { hasModels, MISSING, readVariables } from '../../../../support/real-models/model-files.ts';
import { f32, safetensorsOf, writeSafetensors } from '../../../../support/safetensors-writer.ts';

const bytesOf = (view: ArrayBufferView) =>
  new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);

const sample = () =>
  writeSafetensors(
    {
      'conv.weight': f32([2, 3], [1, 2, 3, 4, 5, -6.5]),
      half: { dtype: 'F16', shape: [2], bytes: bytesOf(toHalfArray([0.5, -2])) },
      brain: { dtype: 'BF16', shape: [2], bytes: bytesOf(Uint16Array.of(0x3f80, 0xc000)) },
      small: { dtype: 'I8', shape: [3], bytes: bytesOf(Int8Array.of(-128, 0, 127)) },
      whole: { dtype: 'I32', shape: [1], bytes: bytesOf(Int32Array.of(-7)) },
      wide: { dtype: 'I64', shape: [2], bytes: bytesOf(BigInt64Array.of(5n, -(2n ** 31n))) },
      bytes: { dtype: 'U8', shape: [2], bytes: Uint8Array.of(0, 255) },
      flags: { dtype: 'BOOL', shape: [2], bytes: Uint8Array.of(1, 0) },
      scalar: f32([], [9]),
      nothing: f32([0, 4], []),
    },
    { format: 'pt' },
  );

describe('a safetensors file', () => {
  it('gives every tensor in its format', async () => {
    const { tensors, metadata } = await parseSafetensors(sample());
    const read = Object.fromEntries(
      [...tensors].map(([name, { dtype, shape, data }]) => [name, [dtype, shape, [...data]]]),
    );
    expect(read).toEqual({
      'conv.weight': ['f32', [2, 3], [1, 2, 3, 4, 5, -6.5]],
      half: ['f32', [2], [0.5, -2]],
      brain: ['f32', [2], [1, -2]],
      small: ['i8', [3], [-128, 0, 127]],
      whole: ['i32', [1], [-7]],
      wide: ['i32', [2], [5, -(2 ** 31)]],
      bytes: ['i32', [2], [0, 255]],
      flags: ['i32', [2], [1, 0]],
      scalar: ['f32', [], [9]],
      nothing: ['f32', [0, 4], []],
    });
    expect(metadata).toEqual({ format: 'pt' });
  });

  it('is refused when its hash is another', async () => {
    const file = sample();
    const hash = await sha256(file);
    await expect(parseSafetensors(file, { sha256: hash.toUpperCase() })).resolves.toBeDefined();
    new Uint8Array(file).fill(9, file.byteLength - 4);
    await expect(parseSafetensors(file, { sha256: hash, file: 'net.safetensors' })).rejects.toThrow(
      `net.safetensors must have the SHA-256 ${hash}`,
    );
  });
});

const one = (entry: object, bytes = 8) =>
  safetensorsOf(JSON.stringify({ w: entry }), new Uint8Array(bytes));
const entry = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };

describe('a safetensors file that cannot be', () => {
  it.each([
    ['no header', new ArrayBuffer(5), 'start with the length of its header'],
    [
      'a header beyond the file',
      safetensorsOf('{}', new Uint8Array(0)).slice(0, 9),
      'within 1 bytes',
    ],
    ['a header that is no JSON', safetensorsOf('{"w":', new Uint8Array(0)), 'header of JSON'],
    ['a header that is no object', safetensorsOf('[]', new Uint8Array(0)), 'header of JSON'],
    ['a name twice', safetensorsOf('{"a":{},"a":{}}', new Uint8Array(0)), 'a name twice'],
    [
      'a key twice',
      safetensorsOf('{"a":{"dtype":"F32","dtype":"I32"}}', new Uint8Array(0)),
      'twice',
    ],
    ['metadata of numbers', safetensorsOf('{"__metadata__":{"a":1}}', new Uint8Array(0)), 'text'],
    [
      'no shape',
      one({ ...entry, shape: undefined }),
      'The tensor "w" of net must have dtype, shape',
    ],
    ['an extent below zero', one({ ...entry, shape: [-2] }), 'have dtype, shape'],
    ['offsets that turn back', one({ ...entry, data_offsets: [8, 0] }), 'have dtype, shape'],
    ['a format it does not read', one({ ...entry, dtype: 'F8_E5M2' }), 'convert it to F32'],
    ['a shape of another size', one({ ...entry, shape: [3] }), 'take 12 bytes (F32 [3]), got 8'],
    [
      'a gap',
      one({ ...entry, data_offsets: [4, 12] }, 12),
      'start where the one before it ends, at 0',
    ],
    ['a torn end', one(entry, 6), 'hold 8 bytes of tensors behind its header, got 6'],
    ['a long end', one(entry, 9), 'hold 8 bytes'],
    [
      'an overlap',
      safetensorsOf(
        JSON.stringify({ a: entry, b: { ...entry, data_offsets: [4, 12] } }),
        new Uint8Array(12),
      ),
      'The tensor "b" of net must start where the one before it ends, at 8',
    ],
    [
      'a number beyond 32 bits',
      writeSafetensors({
        n: { dtype: 'I64', shape: [1], bytes: bytesOf(BigInt64Array.of(2n ** 31n)) },
      }),
      'The tensor "n" of net must hold whole numbers of 32 bits',
    ],
    [
      'a boolean of 2',
      writeSafetensors({ n: { dtype: 'BOOL', shape: [1], bytes: Uint8Array.of(2) } }),
      'hold 0 and 1 only',
    ],
  ])('is refused for %s', async (_, file, message) => {
    const reading = parseSafetensors(file, { file: 'net' });
    await expect(reading).rejects.toBeInstanceOf(InstrumentError);
    await expect(reading).rejects.toThrow(message);
  });
});

/** Numbers of a tensor, read from the file by its own header: nothing here is shared with the reader. */
function numbersIn(bytes: Uint8Array<ArrayBuffer>, name: string): number[] {
  const view = new DataView(bytes.buffer);
  const start = 8 + view.getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)));
  const { dtype, data_offsets: offsets } = header[name];
  const [begin, end] = [start + offsets[0], start + offsets[1]];
  const readers: Record<string, [number, (at: number) => number]> = {
    F32: [4, (at) => view.getFloat32(at, true)],
    I64: [8, (at) => Number(view.getBigInt64(at, true))],
    I32: [4, (at) => view.getInt32(at, true)],
    I8: [1, (at) => view.getInt8(at)],
    U8: [1, (at) => view.getUint8(at)],
    BOOL: [1, (at) => view.getUint8(at)],
  };
  const [size, read] = readers[dtype] ?? [0, () => 0];
  if (size === 0) return [];
  return Array.from({ length: (end - begin) / size }, (_, i) => read(begin + i * size));
}

/** Files to damage: one of every format, and weights that others trained, where they are here. */
function soundFiles(): Uint8Array<ArrayBuffer>[] {
  const files = [new Uint8Array(sample())];
  if (!hasModels) return files;
  const variables = [...readVariables('ml5-small-models/mnist')];
  const tensors = variables.map(
    ([name, { shape, data }]) => [name, f32(shape, [...data])] as const,
  );
  return [...files, new Uint8Array(writeSafetensors(Object.fromEntries(tensors)))];
}

describe('a damaged safetensors file', () => {
  const runs = fuzzRuns(300, 2000);
  const note = hasModels ? '' : `, without trained weights: ${MISSING}`;

  it(`never breaks the reader, nor loads what it does not hold: ${runs}${note}`, async () => {
    const files = soundFiles();
    const hashes = await Promise.all(files.map((file) => sha256(file)));
    for (let seed = 0; seed < runs; seed++) {
      const at = seed % files.length;
      const { kind, bytes } = mutate(files[at] ?? new Uint8Array(), seed);
      const about = `${kind}, seed ${seed}`;
      const hash = hashes[at] ?? '';
      await expect(parseSafetensors(bytes.buffer, { sha256: hash }), about).rejects.toBeInstanceOf(
        InstrumentError,
      );
      const loose = await parseSafetensors(bytes.buffer).catch((thrown) => thrown);
      if (loose instanceof Error) {
        expect(loose, about).toBeInstanceOf(InstrumentError);
        continue;
      }
      // Without a hash, what is loaded is what the file says, number for number.
      for (const [name, { data, shape }] of (loose as Safetensors).tensors) {
        expect(data.length, about).toBe(shape.reduce((product, one) => product * one, 1));
        const held = numbersIn(bytes, name);
        const differs = held.findIndex(
          (value, i) => !Object.is(value, data[i]) && value !== data[i],
        );
        expect(differs, `${name}, ${about}`).toBe(-1);
      }
    }
  }, 3_600_000);
});
