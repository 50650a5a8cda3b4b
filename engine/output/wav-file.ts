import type { Hertz } from '../core/units.ts';

const HEADER_BYTES = 44;
const BYTES_PER_SAMPLE = 4;
/** IEEE floating point. */
const FLOAT_TAG = 3;

/** The header of a WAV file of 32-bit floating point samples. @source RIFF WAVE, Microsoft 1994 */
export function wavHeader(shape: {
  readonly channels: number;
  readonly frames: number;
  readonly sampleRate: Hertz;
}): Uint8Array<ArrayBuffer> {
  const { channels, frames, sampleRate } = shape;
  const frameBytes = channels * BYTES_PER_SAMPLE;
  const dataBytes = frames * frameBytes;
  const view = new DataView(new ArrayBuffer(HEADER_BYTES));
  const text = (at: number, word: string) => {
    [...word].forEach((letter, i) => {
      view.setUint8(at + i, letter.charCodeAt(0));
    });
  };
  text(0, 'RIFF');
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, FLOAT_TAG, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * frameBytes, true);
  view.setUint16(32, frameBytes, true);
  view.setUint16(34, 8 * BYTES_PER_SAMPLE, true);
  text(36, 'data');
  view.setUint32(40, dataBytes, true);
  return new Uint8Array(view.buffer);
}

/** Samples from `from` to `to`, channels in turn, as a WAV file holds them. */
export function wavSamples(
  channels: readonly Float32Array[],
  from: number,
  to: number,
): Uint8Array<ArrayBuffer> {
  const count = to - from;
  const samples = new Float32Array(count * channels.length);
  channels.forEach((channel, c) => {
    for (let i = 0; i < count; i++) samples[i * channels.length + c] = channel[from + i] ?? 0;
  });
  return new Uint8Array(samples.buffer);
}
