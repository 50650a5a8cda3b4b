/** ffmpeg and ffprobe, by which tests look into recordings. The instrument itself needs neither. */

import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findOnPath } from './child.mjs';
import { readIfThere, recall, remember, root } from './places.mjs';
import { say } from './say.mjs';
import { installCommandFor, installSystemPackage } from './system-package.mjs';

const memory = 'ffmpeg-unavailable';

/** @type {Readonly<Record<string, readonly string[]>>} */
const packages = {
  'apt-get': ['ffmpeg'],
  dnf: ['ffmpeg-free'],
  pacman: ['ffmpeg'],
  apk: ['ffmpeg'],
  zypper: ['ffmpeg'],
  brew: ['ffmpeg'],
};

/**
 * The environment that tells tests where ffmpeg and ffprobe are: `PHOSPHENE_FFMPEG` and
 * `PHOSPHENE_FFPROBE`, both empty when they can't be had, with the tests that are then skipped
 * named aloud.
 * @returns {Promise<{ PHOSPHENE_FFMPEG: string, PHOSPHENE_FFPROBE: string }>}
 */
export async function ffmpegEnvironment() {
  const found = installed() ?? (await packaged());
  if (found === undefined) sayWhatIsSkipped();
  return { PHOSPHENE_FFMPEG: found?.ffmpeg ?? '', PHOSPHENE_FFPROBE: found?.ffprobe ?? '' };
}

function installed() {
  const ffmpeg = findOnPath(['ffmpeg']);
  const ffprobe = findOnPath(['ffprobe']);
  return ffmpeg && ffprobe ? { ffmpeg, ffprobe } : undefined;
}

/** Asks the system's package manager once: a refusal is remembered, so later runs stay fast. */
async function packaged() {
  if (recall(memory) !== undefined) return undefined;
  say(
    'ffmpeg and ffprobe are missing, which tests of recordings use; trying the system’s package …',
  );
  const refusal = await installSystemPackage('ffmpeg', packages);
  if (refusal !== undefined) say(`ffmpeg can't be had: ${refusal}`);
  const found = installed();
  if (found === undefined) remember(memory, refusal ?? 'installed, but not on the PATH');
  return found;
}

function sayWhatIsSkipped() {
  const files = testsThatNeed(join(root, 'tests')).map((path) => relative(root, path));
  const command = installCommandFor(packages);
  say(
    `without ffprobe, tests in these files are skipped:\n  ${files.join('\n  ') || '(none yet)'}\n` +
      `  Remedy: ${command ? `\`${command}\`` : 'install ffmpeg and put it on the PATH'}.`,
  );
}

/**
 * The test files that look into recordings: those that import `tests/support/ffmpeg.ts`.
 * @param {string} folder absolute
 * @returns {string[]} absolute paths
 */
export function testsThatNeed(folder) {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return entries
    .filter((entry) => entry.endsWith('.test.ts'))
    .map((entry) => join(folder, entry))
    .filter((path) =>
      /^(import\b.*|\}) from '[^']*support\/ffmpeg\.ts'/m.test(readIfThere(path) ?? ''),
    )
    .sort();
}
