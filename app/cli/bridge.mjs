/**
 * `npm run bridge`: brings OSC from UDP to the page, and Ableton Link where its package is
 * installed. `-- --osc 9000 --reply 192.168.1.5:9001` choose ports.
 */

import { parseArgs } from 'node:util';
import { prepare } from './setup/prepare.mjs';
import { runCommand, SetupError, say } from './setup/say.mjs';

const PAGE_PORT = 9123;
const OSC_PORT = 9000;

runCommand(async () => {
  const { osc, reply } = parseWords(process.argv.slice(2));
  await prepare();
  const { openBridge } = await import('./bridge/relay.mjs');
  const { joinLink } = await import('./bridge/link.mjs');
  const bridge = await openBridge({ oscPort: osc, pagePort: PAGE_PORT, reply }).catch((error) => {
    throw new SetupError(
      `the bridge can't listen: ${error instanceof Error ? error.message : error}.`,
      'end the other bridge, or choose another port with --osc.',
    );
  });
  say(
    `OSC comes in on UDP port ${bridge.oscPort}, from the whole network; open the page, press M, Connect bridge.`,
  );
  const leave = await joinLink(bridge.tell);
  say(
    leave
      ? 'Ableton Link is joined.'
      : 'There is no Ableton Link: its package is not installed. To have it, run `npm install --no-save abletonlink` and start the bridge again.',
  );
  await new Promise((resolve) => {
    process.once('SIGINT', () => resolve(undefined));
    process.once('SIGTERM', () => resolve(undefined));
  });
  leave?.();
  await bridge.close();
  return 0;
});

/**
 * @param {string[]} words
 * @returns {{ osc: number, reply: { host: string, port: number } | null }}
 */
function parseWords(words) {
  /** @type {{ osc?: string, reply?: string }} */
  let values;
  try {
    const options = /** @type {const} */ ({ osc: { type: 'string' }, reply: { type: 'string' } });
    values = parseArgs({ args: words, options }).values;
  } catch (error) {
    throw new SetupError(
      error instanceof Error ? error.message : String(error),
      'the arguments are --osc PORT and --reply HOST:PORT.',
    );
  }
  const osc = Number(values.osc ?? OSC_PORT);
  const target = /^(.+):(\d+)$/.exec(values.reply ?? '');
  if (!(Number.isInteger(osc) && osc >= 1 && osc <= 65_535) || (values.reply && !target)) {
    throw new SetupError(
      'a port of the bridge is none.',
      'use e.g. --osc 9000 --reply 10.0.0.5:9001',
    );
  }
  return { osc, reply: target ? { host: target[1] ?? '', port: Number(target[2]) } : null };
}
