/** `npm run dev`: the development server, which puts edited scenes and shaders on air at once. */

import { runChild, scriptOf } from './setup/child.mjs';
import { prepare } from './setup/prepare.mjs';
import { runCommand } from './setup/say.mjs';

runCommand(async () => {
  await prepare();
  const args = [scriptOf('vite'), ...process.argv.slice(2)];
  return runChild(process.execPath, args, { results: true });
});
