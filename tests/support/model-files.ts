import { readFileSync } from 'node:fs';

/** The bytes of a file below `models/`. */
export function modelBytes(path: string): ArrayBuffer {
  const bytes = readFileSync(`models/${path}`);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
}

/** What a JSON file below `models/` says. */
export function modelJson<T>(path: string): T {
  return JSON.parse(readFileSync(`models/${path}`, 'utf8')) as T;
}
