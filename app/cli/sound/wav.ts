import type { Pcm } from '../../../engine/features/audio/offline-analysis.ts';

/** Format tags that are read. @source Microsoft, "Multimedia Programming Interface", RIFF WAVE */
const PCM_TAG = 1;
const FLOAT_TAG = 3;
const EXTENSIBLE_TAG = 0xfffe;

interface WavFormat {
  readonly tag: number;
  readonly channels: number;
  readonly sampleRate: number;
  readonly bits: number;
}

/** How a sample of a format is read, or null for one that is not read here. */
function sampleReader(view: DataView, { tag, bits }: WavFormat): ((at: number) => number) | null {
  if (tag === FLOAT_TAG && bits === 32) return (at) => view.getFloat32(at, true);
  if (tag === FLOAT_TAG && bits === 64) return (at) => view.getFloat64(at, true);
  if (tag !== PCM_TAG) return null;
  if (bits === 8) return (at) => (view.getUint8(at) - 128) / 128;
  if (bits === 16) return (at) => view.getInt16(at, true) / 32768;
  if (bits === 24) {
    return (at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 8388608;
  }
  return bits === 32 ? (at) => view.getInt32(at, true) / 2147483648 : null;
}

/** Chunks of a RIFF file by name; the first of each. */
function chunksOf(view: DataView): Map<string, readonly [start: number, length: number]> {
  const chunks = new Map<string, readonly [number, number]>();
  const nameAt = (at: number) =>
    String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
  for (let at = 12; at + 8 <= view.byteLength; ) {
    const length = Math.min(view.getUint32(at + 4, true), view.byteLength - at - 8);
    if (!chunks.has(nameAt(at))) chunks.set(nameAt(at), [at + 8, length]);
    at += 8 + length + (length & 1);
  }
  return chunks;
}

function formatAt(view: DataView, at: number): WavFormat {
  const tag = view.getUint16(at, true);
  return {
    tag: tag === EXTENSIBLE_TAG ? view.getUint16(at + 24, true) : tag,
    channels: view.getUint16(at + 2, true),
    sampleRate: view.getUint32(at + 4, true),
    bits: view.getUint16(at + 14, true),
  };
}

/** The samples of a RIFF WAVE file, or null for a file or a format that is not read here. */
export function readWav(bytes: Uint8Array): Pcm | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 44 || view.getUint32(0) !== 0x52494646) return null; // "RIFF"
  if (view.getUint32(8) !== 0x57415645) return null; // "WAVE"
  const chunks = chunksOf(view);
  const [formatStart, formatLength] = chunks.get('fmt ') ?? [0, 0];
  const [start, length] = chunks.get('data') ?? [0, 0];
  if (formatLength < 16 || length === 0) return null;
  const format = formatAt(view, formatStart);
  const read = sampleReader(view, format);
  if (!read || format.channels === 0) return null;
  const width = format.bits / 8;
  const frames = Math.floor(length / width / format.channels);
  const channels = Array.from({ length: format.channels }, (_, c) =>
    Float32Array.from({ length: frames }, (_, i) =>
      read(start + (i * format.channels + c) * width),
    ),
  );
  return { sampleRate: format.sampleRate, channels };
}
