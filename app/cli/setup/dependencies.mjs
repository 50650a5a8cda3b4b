/** The packages of package-lock.json under node_modules. */

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { captureChild } from './child.mjs';
import { readIfThere, recall, remember, root } from './places.mjs';
import { SetupError, say } from './say.mjs';

const stampName = 'installed';

/**
 * Installs the locked packages when those under node_modules aren't they.
 * @throws {SetupError} when npm fails, with the remedy for the usual reasons
 */
export async function installDependencies() {
  const lock = readIfThere(join(root, 'package-lock.json'));
  if (lock === undefined) {
    throw new SetupError(
      'package-lock.json is missing.',
      'restore it by `git checkout package-lock.json` and run the command again.',
    );
  }
  const stamp = stampOf(lock);
  if (recall(stampName) === stamp) return;
  const installed = readIfThere(join(root, 'node_modules', '.package-lock.json'));
  if (installed === undefined || !holdsLocked(lock, installed)) await runNpmCi();
  remember(stampName, stamp);
}

/** @param {string} lock */
function stampOf(lock) {
  const digest = createHash('sha256').update(lock).digest('hex');
  return `${process.platform}-${process.arch} ${digest}`;
}

/**
 * Whether what npm noted as installed is what the lock file asks for. Packages for other
 * platforms may be absent; nothing may differ or be left over.
 * @param {string} lock text of package-lock.json
 * @param {string} installed text of node_modules/.package-lock.json
 */
export function holdsLocked(lock, installed) {
  /** @typedef {Record<string, { version?: string, integrity?: string, optional?: boolean }>} Packages */
  const wanted = /** @type {Packages} */ (JSON.parse(lock).packages);
  const found = /** @type {Packages} */ (JSON.parse(installed).packages);
  const isSame = (/** @type {string} */ path) =>
    found[path]?.version === wanted[path]?.version &&
    found[path]?.integrity === wanted[path]?.integrity;
  const needed = Object.keys(wanted).filter((path) => path !== '' && !wanted[path]?.optional);
  return needed.every(isSame) && Object.keys(found).every(isSame);
}

async function runNpmCi() {
  say('installing the packages of package-lock.json (npm ci) …');
  const args = ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  const [command, prefix] = npmCommand();
  const { code, output } = await captureChild(command, [...prefix, ...args], {
    echo: true,
    env: { PUPPETEER_SKIP_DOWNLOAD: '1' },
  });
  if (code === 0) return;
  throw new SetupError(`npm ci failed with exit code ${code}.`, npmRemedy(output));
}

/**
 * How to run npm: by the one that runs this script where there is one (on Windows `npm` itself
 * is a batch file, which can't be started without a shell).
 * @returns {[string, string[]]}
 */
function npmCommand() {
  const running = process.env.npm_execpath;
  return running?.endsWith('npm-cli.js') ? [process.execPath, [running]] : ['npm', []];
}

/**
 * What to do about a failed `npm ci`.
 * @param {string} output what npm printed
 */
export function npmRemedy(output) {
  if (/E(NOTFOUND|AI_AGAIN|CONNREFUSED|CONNRESET|TIMEDOUT|NETUNREACH)|EIDLETIMEOUT/.test(output)) {
    return (
      "npm's registry can't be reached: connect to the network (only the first run needs it), or " +
      'name a mirror by `npm config set registry URL`, and run the command again.'
    );
  }
  if (/EACCES|EPERM/.test(output)) {
    return 'files under node_modules belong to another user: delete node_modules and run again.';
  }
  if (/ENOSPC/.test(output)) return 'the disk is full: free about 1 GB and run the command again.';
  if (/E40[134]|EINTEGRITY/.test(output)) {
    return (
      'the registry refused a package or sent another: see `npm config get registry`, set it to ' +
      'one that holds the locked versions, and run the command again.'
    );
  }
  return "see npm's message above; if it doesn't help, delete node_modules and run again.";
}
