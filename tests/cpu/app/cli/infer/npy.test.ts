import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { readNpy, writeNpy } from '../../../../../app/cli/infer/npy.ts';
import { intTensor, tensor } from '../../../../../engine/inference/tensor.ts';

/** Files that NumPy 2 itself has written. */
const files: readonly (readonly [
  string,
  string,
  readonly [string, readonly number[], readonly number[]],
])[] = [
  [
    'f4, version 1',
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAIA/AAAAQAAAQEAAAIBAAACgQAAA0MA=',
    ['f32', [2, 3], [1, 2, 3, 4, 5, -6.5]],
  ],
  [
    'f8, columns first, version 2',
    'k05VTVBZAgB0AAAAeydkZXNjcic6ICc8ZjgnLCAnZm9ydHJhbl9vcmRlcic6IFRydWUsICdzaGFwZSc6ICgyLCAzLCA0KSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAAAAAAAAChAAAAAAAAAEEAAAAAAAAAwQAAAAAAAACBAAAAAAAAANEAAAAAAAADwPwAAAAAAACpAAAAAAAAAFEAAAAAAAAAxQAAAAAAAACJAAAAAAAAANUAAAAAAAAAAQAAAAAAAACxAAAAAAAAAGEAAAAAAAAAyQAAAAAAAACRAAAAAAAAANkAAAAAAAAAIQAAAAAAAAC5AAAAAAAAAHEAAAAAAAAAzQAAAAAAAACZAAAAAAAAAN0A=',
    ['f32', [2, 3, 4], Array.from({ length: 24 }, (_, i) => i)],
  ],
  [
    'i8, version 3',
    'k05VTVBZAwB0AAAAeydkZXNjcic6ICc8aTgnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMiwpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoFAAAAAAAAAPn/////////',
    ['i32', [2], [5, -7]],
  ],
  [
    'i4, the other byte order',
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPmk0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAB/////g==',
    ['i32', [2], [1, -2]],
  ],
  [
    'u1',
    'k05VTVBZAQB2AHsnZGVzY3InOiAnfHUxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDEpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoA/w==',
    ['i32', [2, 1], [0, 255]],
  ],
  [
    'b1',
    'k05VTVBZAQB2AHsnZGVzY3InOiAnfGIxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAA==',
    ['i32', [2], [1, 0]],
  ],
  [
    'f2',
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGYyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAOADA',
    ['f32', [2], [0.5, -2]],
  ],
  [
    'a scalar',
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAACBA',
    ['f32', [], [2.5]],
  ],
  [
    'i1',
    'k05VTVBZAQB2AHsnZGVzY3InOiAnfGkxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAqAfw==',
    ['i32', [2], [-128, 127]],
  ],
];

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));

describe('a .npy file', () => {
  it.each(files)('is read as NumPy wrote it: %s', (_, base64, expected) => {
    const { dtype, shape, data } = readNpy('x.npy', bytesOf(base64));
    expect([dtype, shape, [...data]]).toEqual(expected);
  });

  it('is written as NumPy writes it', () => {
    const written = writeNpy(tensor([2, 3], [1, 2, 3, 4, 5, -6.5]), 'F32');
    expect(Buffer.from(written).toString('base64')).toBe(files[0]?.[1]);
  });

  it.each([
    ['F32', tensor([2], [1.5, -2])],
    ['F64', tensor([1], [1.5])],
    ['F16', tensor([2, 1], [1.5, -2])],
    ['I64', intTensor([2], [-5, 2 ** 31 - 1])],
    ['I32', intTensor([], [-5])],
    ['U8', intTensor([2], [0, 255])],
    ['BOOL', intTensor([2], [0, 1])],
    ['no tensor', tensor([1], [3])],
  ])('is read back in the type that the model declares: %s', (type, given) => {
    const { dtype, shape, data } = readNpy('y.npy', writeNpy(given, type));
    expect([dtype, shape, [...data]]).toEqual([given.dtype, given.shape, [...given.data]]);
  });

  const sound = writeNpy(tensor([2], [1, 2]), 'F32');
  const changed = (text: string, to: string) =>
    new Uint8Array(Buffer.from(Buffer.from(sound).toString('latin1').replace(text, to), 'latin1'));

  it.each<[string, Uint8Array, RegExp]>([
    ['another file', new TextEncoder().encode('PNG and more of it'), /x\.npy is no \.npy file/],
    ['a torn header', sound.slice(0, 30), /torn in its header/],
    ['torn numbers', sound.slice(0, sound.length - 1), /must have 136 bytes.*got 135/],
    [
      'an unknown version',
      Uint8Array.from(sound, (byte, i) => (i === 6 ? 9 : byte)),
      /of version 9/,
    ],
    ['complex numbers', changed('<f4', '<c8'), /must hold numbers of f2, f4.*'<c8'/],
    ['no shape', changed("'shape'", "'shade'"), /header that cannot be read/],
  ])('is refused: %s', (_, bytes, message) => {
    expect(() => readNpy('x.npy', bytes)).toThrow(message);
  });

  it('is refused when its whole numbers are longer than 32 bits', () => {
    const long = writeNpy(intTensor([1], [0]), 'I64');
    new DataView(long.buffer).setBigInt64(long.length - 8, 2n ** 40n, true);
    expect(() => readNpy('x.npy', long)).toThrow(/whole numbers of 32 bits, got 1099511627776/);
  });
});
