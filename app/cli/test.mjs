/**
 * `npm test`: installs what is missing and runs every test. Further arguments go to Vitest:
 * `npm test -- --project cpu`, `npm test -- tests/gpu/effects`.
 */

import { needsOfTests } from './setup/arguments.mjs';
import { runChild, scriptOf } from './setup/child.mjs';
import { prepare } from './setup/prepare.mjs';
import { runCommand } from './setup/say.mjs';

runCommand(async () => {
  const words = process.argv.slice(2);
  const env = await prepare(needsOfTests(words));
  const args = [scriptOf('vitest'), 'run', ...words];
  return runChild(process.execPath, args, { env, results: true });
});
