/** `npm run bench -- NAME`: runs the measurement of `app/cli/bench/NAME.ts`. */

import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runCommand, SetupError } from './setup/say.mjs';

type Bench = (args: readonly string[]) => Promise<void>;

function benchNames(): string[] {
  const files = readdirSync(fileURLToPath(new URL('./bench/', import.meta.url)));
  return files.filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -3));
}

runCommand(async () => {
  const [name = '', ...args] = process.argv.slice(2);
  const names = benchNames();
  if (!names.includes(name)) {
    throw new SetupError(
      name === '' ? 'bench needs a name.' : `there is no bench called "${name}".`,
      `use one of: ${names.join(', ')}.`,
    );
  }
  const { default: bench } = (await import(`./bench/${name}.ts`)) as { default: Bench };
  await bench(args);
});
