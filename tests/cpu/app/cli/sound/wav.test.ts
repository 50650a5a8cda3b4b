import { describe, expect, it } from 'vitest';
import { readWav } from '../../../../../app/cli/sound/wav.ts';

/** A WAV file by hand: 44 bytes of header and the samples that `write` puts behind it. */
function wav(
  tag: number,
  bits: number,
  values: number[][],
  write: (view: DataView, at: number, v: number) => void,
) {
  const channels = values.length;
  const frames = values[0]?.length ?? 0;
  const width = bits / 8;
  const bytes = new Uint8Array(44 + frames * channels * width);
  const view = new DataView(bytes.buffer);
  const text = (at: number, word: string) => {
    for (let i = 0; i < word.length; i++) bytes[at + i] = word.charCodeAt(i);
  };
  text(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, tag, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, 22050, true);
  view.setUint32(28, 22050 * channels * width, true);
  view.setUint16(32, channels * width, true);
  view.setUint16(34, bits, true);
  text(36, 'data');
  view.setUint32(40, frames * channels * width, true);
  values.forEach((row, c) => {
    row.forEach((v, i) => {
      write(view, 44 + (i * channels + c) * width, v);
    });
  });
  return bytes;
}

const rows = [
  [0, 0.5, -0.5, 0.25],
  [-1, 0.125, 0.75, -0.25],
];

describe('readWav', () => {
  it.each([
    [8, 1, (view: DataView, at: number, v: number) => view.setUint8(at, 128 + v * 128)],
    [16, 1, (view: DataView, at: number, v: number) => view.setInt16(at, v * 32768, true)],
    [
      24,
      1,
      (view: DataView, at: number, v: number) => {
        const n = Math.round(v * 8388608);
        view.setUint16(at, n & 0xffff, true);
        view.setInt8(at + 2, n >> 16);
      },
    ],
    [32, 1, (view: DataView, at: number, v: number) => view.setInt32(at, v * 2147483648, true)],
    [32, 3, (view: DataView, at: number, v: number) => view.setFloat32(at, v, true)],
  ])('reads %i bits, tag %i', (bits, tag, write) => {
    const pcm = readWav(wav(tag, bits, rows, write));
    expect(pcm?.sampleRate).toBe(22050);
    expect(pcm?.channels.map((samples) => [...samples])).toEqual(rows);
  });

  it('leaves other files to others', () => {
    expect(readWav(new Uint8Array(100))).toBeNull();
    expect(readWav(wav(7, 8, rows, (view, at) => view.setUint8(at, 0)))).toBeNull(); // mu-law
  });
});
