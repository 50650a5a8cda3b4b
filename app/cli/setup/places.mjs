/** The folders and files that the set-up reads and writes, as absolute paths. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** What the set-up remembers between runs; `npm ci` clears it together with `node_modules`. */
export const cache = join(root, 'node_modules', '.cache', 'phosphene');

/** The built page. */
export const dist = join(root, 'dist');

/**
 * The text of a file, or undefined where there is none.
 * @param {string} path absolute
 * @returns {string | undefined}
 */
export function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * What was remembered under a name, or undefined.
 * @param {string} name file name inside the cache
 */
export function recall(name) {
  return readIfThere(join(cache, name));
}

/**
 * Remembers a text under a name for the next run.
 * @param {string} name file name inside the cache
 * @param {string} text
 */
export function remember(name, text) {
  const path = join(cache, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
