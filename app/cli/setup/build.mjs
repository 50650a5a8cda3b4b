/** The built page, and whether it is older than its sources. */

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runChild, scriptOf } from './child.mjs';
import { cache, dist, readIfThere, root } from './places.mjs';
import { SetupError, say } from './say.mjs';

const stampName = '.sources';

/** What the page is built from. The command line, documents and training code are not in it. */
const sources = [
  'index.html',
  'vite.config.ts',
  'package-lock.json',
  'app',
  'engine',
  'models',
  'scenes',
  'shaders',
];
const unbuilt = /(^|\/)app\/cli\/|\.(md|py)$/;

/** Builds the page into `dist/` when a source changed since the last build. */
export async function buildIfStale() {
  const stamp = fingerprint(root);
  if (readIfThere(join(dist, stampName)) !== stamp) await build(stamp);
}

/**
 * Builds the page into `dist/`. It is built beside and then swapped in, so that a build which
 * fails leaves the last good one.
 * @param {string} [stamp] the sources' fingerprint
 * @throws {SetupError} when Vite refuses the sources
 */
export async function build(stamp = fingerprint(root)) {
  say('building the page …');
  const fresh = join(cache, `dist-${process.pid}`);
  const options = ['--outDir', fresh, '--emptyOutDir', '--logLevel', 'warn'];
  const code = await runChild(process.execPath, [scriptOf('vite'), 'build', ...options]);
  if (code !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    throw new SetupError(
      `the page could not be built (vite build ended with exit code ${code}).`,
      'mend what the message above names and run the command again.',
    );
  }
  writeFileSync(join(fresh, stampName), stamp);
  swapIn(fresh);
}

/** @param {string} fresh */
function swapIn(fresh) {
  const old = `${fresh}-old`;
  mkdirSync(dist, { recursive: true });
  renameSync(dist, old);
  renameSync(fresh, dist);
  rmSync(old, { recursive: true, force: true });
}

/**
 * A digest of the names, sizes and times of everything that the page is built from.
 * @param {string} folder the repository's root
 */
export function fingerprint(folder) {
  const digest = createHash('sha256');
  for (const source of sources) addTo(digest, folder, source);
  return digest.digest('hex');
}

/**
 * @param {import('node:crypto').Hash} digest
 * @param {string} folder
 * @param {string} path relative to the folder, with forward slashes
 */
function addTo(digest, folder, path) {
  const status = statSync(join(folder, path), { throwIfNoEntry: false });
  if (status === undefined) return;
  if (status.isDirectory()) {
    for (const name of readdirSync(join(folder, path)).sort()) {
      addTo(digest, folder, `${path}/${name}`);
    }
  } else if (!unbuilt.test(path)) {
    digest.update(`${path} ${status.size} ${status.mtimeMs}\n`);
  }
}
