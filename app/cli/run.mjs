/**
 * Runs a command of the command line that is written in TypeScript: `run.mjs NAME args…` runs
 * `app/cli/NAME.ts` once everything that it drives is ready.
 */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isFile, runChild } from './setup/child.mjs';
import { root } from './setup/places.mjs';
import { prepare } from './setup/prepare.mjs';
import { runCommand, SetupError } from './setup/say.mjs';

const folder = join(root, 'app', 'cli');

runCommand(async () => {
  const [name = '', ...words] = process.argv.slice(2);
  const script = join(folder, `${name}.ts`);
  if (!/^[a-z-]+$/.test(name) || !isFile(script)) throw unknownCommand(name);
  const env = await prepare({ chromium: true, build: true });
  return runChild(process.execPath, ['--import', 'tsx', script, ...words], { env, results: true });
});

/** @param {string} name */
function unknownCommand(name) {
  const scripts = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  const names = scripts.map((file) => file.slice(0, -'.ts'.length));
  return new SetupError(
    `there is no command called "${name}".`,
    `use one of: ${names.join(', ') || '(none are there)'}.`,
  );
}
