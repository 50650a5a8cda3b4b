import { writeFileSync } from 'node:fs';
import type { Hertz } from '../../engine/core/units.ts';

/**
 * Writes mono 16-bit sound.
 * @param samples full scale is 1
 * @source Multimedia Programming Interface and Data Specifications 1.0 (IBM, Microsoft 1991)
 */
export function writeWav(path: string, samples: Float32Array, sampleRate: Hertz): void {
  const data = Int16Array.from(samples, (sample) => Math.round(32_767 * sample));
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + data.byteLength, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(data.byteLength, 40);
  writeFileSync(path, Buffer.concat([header, Buffer.from(data.buffer)]));
}
