/** Arguments of the commands. */

import util from 'node:util';
import { SetupError } from './say.mjs';

/** @typedef {{ port?: number, host: boolean, open: boolean }} StartArguments */

/**
 * The arguments of `npm start`.
 * @param {string[]} words after the script's name
 * @returns {StartArguments}
 * @throws {SetupError} on an unknown argument or a port that is none
 */
export function parseStartArguments(words) {
  const values = parseWords(words);
  const flags = { host: values.host ?? false, open: !values['no-open'] };
  const { port } = values;
  if (port === undefined) return flags;
  const number = Number(port);
  if (/^\d+$/.test(port) && number >= 1 && number <= 65535) return { ...flags, port: number };
  throw new SetupError(
    `--port must be a whole number from 1 to 65535, got ${port}.`,
    'use e.g. `npm start -- --port 8080`.',
  );
}

/** @param {string[]} args */
function parseWords(args) {
  try {
    const options = /** @type {const} */ ({
      port: { type: 'string' },
      host: { type: 'boolean' },
      'no-open': { type: 'boolean' },
    });
    return util.parseArgs({ args, options }).values;
  } catch (error) {
    throw new SetupError(
      error instanceof Error ? error.message : String(error),
      'the arguments are --port N, --host (serve the whole network) and --no-open.',
    );
  }
}

/** The test projects, by what they need. */
const needsOf = {
  cpu: {},
  gpu: { chromium: true },
  offline: { chromium: true, ffmpeg: true, build: true },
  browser: { chromium: true, ffmpeg: true, build: true },
};

/**
 * What a test run needs, so that a run of quick tests alone sets up nothing more.
 * @param {readonly string[]} words arguments for Vitest: `--project` names and file names decide;
 *   with neither, every project runs
 * @returns {import('./prepare.mjs').Needs}
 */
export function needsOfTests(words) {
  const projects = projectsNamed(words);
  const every = Object.entries(needsOf);
  const run = every.filter(([name]) => projects.length === 0 || projects.includes(name));
  const isKnown = projects.every((name) => Object.hasOwn(needsOf, name));
  return Object.assign({}, ...(isKnown ? run : every).map(([, needs]) => needs));
}

/** @param {readonly string[]} words */
function projectsNamed(words) {
  const named = words.flatMap((word, i) => {
    if (word === '--project') return words[i + 1] ?? [];
    return word.startsWith('--project=') ? word.slice('--project='.length) : [];
  });
  if (named.length > 0) return named;
  return words.flatMap((word) => /(?:^|\/)tests\/([a-z]+)\//.exec(word)?.[1] ?? []);
}
