/**
 * `npm run check`: every gate, each of them run even if one before it failed. `--fast` leaves out
 * the tests that need a GPU or a browser.
 */

import { join } from 'node:path';
import { runChild, scriptOf } from './setup/child.mjs';
import { root } from './setup/places.mjs';
import { prepare } from './setup/prepare.mjs';
import { runCommand, SetupError, say } from './setup/say.mjs';

runCommand(async () => {
  const words = process.argv.slice(2);
  const unknown = words.find((word) => word !== '--fast');
  if (unknown !== undefined) {
    throw new SetupError(`${unknown} is not an argument of check.`, 'the only one is --fast.');
  }
  await prepare();
  const tests = words.includes('--fast') ? ['--project', 'cpu'] : [];
  /** @type {[string, string[]][]} */
  const gates = [
    ['types', [scriptOf('typescript', 'tsc'), '--noEmit', '--project', root]],
    [
      'lint and format',
      [scriptOf('@biomejs/biome', 'biome'), 'check', '--error-on-warnings', root],
    ],
    ['tests', [join(root, 'app', 'cli', 'test.mjs'), ...tests]],
  ];
  /** @type {string[]} */
  const failed = [];
  for (const [name, args] of gates) {
    say(`checking ${name} …`);
    const code = await runChild(process.execPath, args, { results: true });
    if (code !== 0) failed.push(name);
  }
  say(failed.length === 0 ? 'every gate is passed.' : `failed: ${failed.join(', ')}.`);
  return failed.length === 0 ? 0 : 1;
});
