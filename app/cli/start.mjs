/** `npm start`: installs what is missing, builds, serves the page and opens a browser on it. */

import { networkInterfaces } from 'node:os';
import { parseStartArguments } from './setup/arguments.mjs';
import { hasDisplay, openBrowser } from './setup/browser-window.mjs';
import { dist } from './setup/places.mjs';
import { prepare } from './setup/prepare.mjs';
import { runCommand, say } from './setup/say.mjs';
import { serve } from './setup/static-server.mjs';

runCommand(async () => {
  const { port, host, open } = parseStartArguments(process.argv.slice(2));
  await prepare({ build: true });
  const served = await serve({
    folder: dist,
    ...(port !== undefined && { port, onlyThisPort: true }),
    ...(host && { hosts: ['0.0.0.0', '::1'] }),
  });
  console.log(`Phosphene plays at ${served.address}  (Ctrl-C ends it)`);
  if (host) sayNetworkAddresses(served.port);
  if (open && hasDisplay()) openBrowser(served.address);
  await interrupted();
  await served.close();
});

/**
 * Browsers give camera, microphone and GPU to a page of this machine or of HTTPS only.
 * @param {number} port
 */
function sayNetworkAddresses(port) {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  for (const { address } of own.filter((one) => one.family === 'IPv4' && !one.internal)) {
    say(`on the network: http://${address}:${port}/`);
  }
  say('other machines need HTTPS in front of it: without, browsers refuse them the GPU.');
}

/** Resolves at Ctrl-C or when the process is asked to end. */
function interrupted() {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}
