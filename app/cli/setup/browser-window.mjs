/** Opens the page in the user's own browser, where there is a display. */

import { spawn } from 'node:child_process';
import { say } from './say.mjs';

/**
 * Whether this machine shows windows to somebody.
 * @param {NodeJS.ProcessEnv} [environment]
 * @param {string} [platform] as `process.platform`
 */
export function hasDisplay(environment = process.env, platform = process.platform) {
  if (environment.CI) return false;
  if (platform === 'darwin' || platform === 'win32') return true;
  return Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY);
}

/**
 * Opens an address in the user's browser, and says so when that can't be done.
 * @param {string} address
 */
export function openBrowser(address) {
  const [command, args] = opener(address);
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => say(`no browser could be opened (${command} is missing).`));
  child.unref();
}

/**
 * @param {string} address
 * @returns {[string, string[]]}
 */
function opener(address) {
  if (process.platform === 'darwin') return ['open', [address]];
  // The empty string is the window's title, which `start` takes its first quoted word for.
  if (process.platform === 'win32') return ['cmd', ['/c', 'start', '""', address]];
  return ['xdg-open', [address]];
}
