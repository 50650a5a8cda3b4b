/** Child processes of the command line. */

import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './places.mjs';

/**
 * @typedef {object} ChildOptions
 * @property {NodeJS.ProcessEnv} [env] added to this process's environment
 * @property {boolean} [results] standard output is the command's result: let it through as it is;
 *   otherwise it goes to standard error with the rest of the set-up's talk
 */

/**
 * Runs a program with its output on the terminal and resolves to its exit code (128 + the
 * signal's usual share when it was killed, 127 when it can't be started). Ctrl-C and SIGTERM
 * reach the child, and this process waits for it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {ChildOptions} [options]
 * @returns {Promise<number>}
 */
export function runChild(command, args, options = {}) {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...options.env },
    stdio: ['inherit', options.results ? 'inherit' : process.stderr, 'inherit'],
  });
  const stopForwarding = forwardSignals(child);
  return new Promise((resolve) => {
    child.on('error', () => finish(127));
    child.on('exit', (code, signal) => finish(code ?? (signal === 'SIGINT' ? 130 : 143)));
    /** @param {number} code */
    function finish(code) {
      stopForwarding();
      resolve(code);
    }
  });
}

/**
 * A terminal sends Ctrl-C to the whole process group, so it is passed on only without one.
 * @param {import('node:child_process').ChildProcess} child
 */
function forwardSignals(child) {
  const interrupt = () => {
    if (!process.stdin.isTTY) child.kill('SIGINT');
  };
  const terminate = () => {
    child.kill('SIGTERM');
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', terminate);
  return () => {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', terminate);
  };
}

/**
 * @typedef {object} Captured
 * @property {number} code exit code; 127 when it can't be started, 124 when it ran out of time
 * @property {string} output standard output and standard error
 */

/**
 * Runs a program quietly and resolves to what it printed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ timeoutMs?: number, echo?: boolean, env?: NodeJS.ProcessEnv }} [options] `echo` shows
 *   the output on standard error as it comes
 * @returns {Promise<Captured>}
 */
export function captureChild(command, args, options = {}) {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
      if (options.echo) process.stderr.write(chunk);
    });
  }
  const timeoutMs = options.timeoutMs ?? 0;
  const timer = timeoutMs ? setTimeout(() => child.kill('SIGKILL'), timeoutMs) : undefined;
  return new Promise((resolve) => {
    child.on('error', () => finish(127));
    child.on('close', (code) => finish(code ?? 124));
    /** @param {number} code */
    function finish(code) {
      clearTimeout(timer);
      resolve({ code, output });
    }
  });
}

/**
 * The script behind an installed package's command, to be run by this very Node.
 * @param {string} packageName
 * @param {string} [command] the command's name where it isn't the package's
 * @returns {string} absolute path
 */
export function scriptOf(packageName, command = packageName) {
  const folder = join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[command]);
}

/**
 * The first of the named programs that is on the PATH.
 * @param {readonly string[]} names
 * @param {string} [path] as in the environment
 * @returns {string | undefined} absolute path
 */
export function findOnPath(names, path = process.env.PATH ?? '') {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  for (const name of names) {
    for (const folder of folders) {
      for (const ending of endings) {
        const file = join(folder, name + ending);
        if (isFile(file)) return file;
      }
    }
  }
  return undefined;
}

/**
 * Whether a file (not a folder) is at a path.
 * @param {string} path
 */
export function isFile(path) {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
