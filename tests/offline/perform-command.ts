/** `npm run perform` as its users run it, for the tests of this folder. */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../app/cli/setup/places.mjs';

/** What a command printed, and how it ended. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The line that `--json` prints. */
export interface PerformLine {
  readonly frames: number;
  readonly seconds: number;
  readonly size: string;
  readonly sha256: string;
  readonly adapter: { readonly software: boolean };
}

/** As small as a performance can be and still show everything. */
export const TINY = ['--size', '192x108', '--fps', '15', '--detail', '0.02', '--software'];

/**
 * Runs the command until it ends.
 * @param options.onSay told of everything on standard error so far, with a way to send a signal
 */
export function runPerform(
  args: readonly string[],
  options: { onSay?: (said: string, signal: (name: NodeJS.Signals) => void) => void } = {},
): Promise<CommandResult> {
  const script = join(root, 'app', 'cli', 'run.mjs');
  const { INIT_CWD: _, ...env } = process.env;
  const child = spawn(process.execPath, [script, 'perform', ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
    options.onSay?.(stderr, (name) => child.kill(name));
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}

/** Runs a tiny performance that must succeed. @throws Error with what the command said */
export async function performTiny(args: readonly string[]): Promise<PerformLine> {
  const { code, stdout, stderr } = await runPerform([...args, ...TINY, '--json']);
  if (code !== 0) throw new Error(`perform ended with ${code}:\n${stderr}`);
  return JSON.parse(stdout) as PerformLine;
}

/** A folder for a test's files; `remove()` takes it away. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'phosphene-perform-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
