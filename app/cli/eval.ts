/** `npm run eval -- NAME DIR`: scores the material of a folder by `app/cli/eval/NAME.ts`. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runCommand, SetupError } from './setup/say.mjs';

type Evaluation = (args: readonly string[]) => Promise<void>;

runCommand(async () => {
  const [name = '', ...args] = process.argv.slice(2);
  const script = fileURLToPath(new URL(`./eval/${name}.ts`, import.meta.url));
  if (!/^[a-z]+$/.test(name) || !existsSync(script)) {
    throw new SetupError(`there is no evaluation called "${name}".`, 'use style.');
  }
  const { default: evaluate } = (await import(script)) as { default: Evaluation };
  await evaluate(args);
});
