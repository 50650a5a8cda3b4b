/**
 * Runs a command of the command line that is written in TypeScript: `run.mjs NAME args…` runs
 * `app/cli/NAME.ts` once everything that it drives is ready.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFile, runChild } from './setup/child.mjs';
import { root } from './setup/places.mjs';
import { prepare } from './setup/prepare.mjs';
import { runCommand, SetupError } from './setup/say.mjs';

const folder = join(root, 'app', 'cli');

/** Commands that open no page: they need the browser's GPU driver, but nothing built. */
const withoutPage = new Set(['infer', 'bench conv', 'bench style', 'eval']);
/** Commands that hear only: they need neither a browser nor a GPU. */
const withoutBrowser = new Set([
  'hear',
  'bench audio hear',
  ...['beats', 'onsets', 'key', 'tempo'].map((task) => `eval ${task}`),
]);

runCommand(async () => {
  const [name = '', ...words] = process.argv.slice(2);
  const script = join(folder, `${name}.ts`);
  if (!/^[a-z-]+$/.test(name) || !isFile(script)) throw unknownCommand(name);
  const isOf = (/** @type {Set<string>} */ names) =>
    [0, 1, 2].some((count) => names.has([name, ...words.slice(0, count)].join(' ')));
  const chromium = !isOf(withoutBrowser);
  const env = await prepare({ chromium, build: chromium && !isOf(withoutPage) });
  return runChild(process.execPath, ['--import', 'tsx', script, ...words], { env, results: true });
});

/**
 * The commands are those that package.json starts by this script.
 * @param {string} name
 */
function unknownCommand(name) {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const lines = /** @type {string[]} */ (Object.values(scripts));
  const names = lines.flatMap((line) => /^node app\/cli\/run\.mjs (\S+)/.exec(line)?.[1] ?? []);
  return new SetupError(
    `there is no command called "${name}".`,
    `use one of: ${names.join(', ')}, each as \`npm run NAME -- arguments\`.`,
  );
}
