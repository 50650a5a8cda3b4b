/** `npm run build`: builds the page into `dist/`, whether its sources changed or not. */

import { build } from './setup/build.mjs';
import { prepare } from './setup/prepare.mjs';
import { runCommand } from './setup/say.mjs';

runCommand(async () => {
  await prepare();
  await build();
});
