/** Programs from the system's own package manager, where this user may install them. */

import { captureChild, findOnPath, runChild } from './child.mjs';
import { say } from './say.mjs';

/**
 * @typedef {object} PackageManager
 * @property {string} command
 * @property {readonly string[]} [refresh] arguments that renew the list of packages
 * @property {readonly string[]} install arguments before the packages' names
 * @property {NodeJS.ProcessEnv} [env]
 */

/** @type {readonly PackageManager[]} */
const managers = [
  {
    command: 'apt-get',
    refresh: ['update', '-q'],
    install: ['install', '-y', '-q', '--no-install-recommends'],
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  },
  { command: 'dnf', install: ['install', '-y'] },
  { command: 'pacman', refresh: ['-Sy'], install: ['-S', '--noconfirm', '--needed'] },
  { command: 'apk', refresh: ['update'], install: ['add'] },
  { command: 'zypper', install: ['--non-interactive', 'install'] },
  { command: 'brew', install: ['install'] },
];

/** @type {Set<string>} package managers whose lists this process has renewed */
const refreshed = new Set();

/**
 * Installs a package by the system's package manager, saying so first.
 * @param {string} what its name for people
 * @param {Readonly<Record<string, readonly string[]>>} packages their names by manager's command
 * @returns {Promise<string | undefined>} undefined when done, else why not, as a sentence
 */
export async function installSystemPackage(what, packages) {
  const manager = systemManager();
  if (manager === undefined) return 'this system has no package manager that is known here.';
  const names = packages[manager.command];
  if (names === undefined) return `${manager.command} is not known to have ${what}.`;
  const privilege = await privilegeFor(manager);
  if (privilege === undefined) {
    return `installing by ${manager.command} needs root, or sudo without a password.`;
  }
  const code = await runManager(manager, privilege, [...manager.install, ...names]);
  return code === 0 ? undefined : `${manager.command} failed with exit code ${code}.`;
}

/**
 * The command by which a user could install a package, for messages.
 * @param {Readonly<Record<string, readonly string[]>>} packages names by manager's command
 * @returns {string | undefined}
 */
export function installCommandFor(packages) {
  const manager = systemManager();
  const names = manager && packages[manager.command];
  if (manager === undefined || names === undefined) return undefined;
  const flags = manager.command === 'pacman' ? ['-S'] : ['install'];
  const verb = manager.command === 'apk' ? ['add'] : flags;
  const sudo = manager.command === 'brew' ? [] : ['sudo'];
  return [...sudo, manager.command, ...verb, ...names].join(' ');
}

/** The command of the system's package manager, or undefined. */
export function systemManager() {
  if (process.platform === 'win32') return undefined;
  return managers.find((manager) => findOnPath([manager.command]) !== undefined);
}

/**
 * Runs the package manager with arguments of its own, its lists renewed first.
 * @param {PackageManager} manager
 * @param {readonly string[]} privilege as from {@link privilegeFor}
 * @param {readonly string[]} args
 * @returns {Promise<number>} exit code
 */
export async function runManager(manager, privilege, args) {
  if (manager.refresh && !refreshed.has(manager.command)) {
    refreshed.add(manager.command);
    const renewed = await runStep(manager, privilege, manager.refresh);
    if (renewed !== 0) say('the list of packages could not be renewed; trying with the old one.');
  }
  return runStep(manager, privilege, args);
}

/**
 * @param {PackageManager} manager
 * @param {readonly string[]} privilege
 * @param {readonly string[]} args
 */
function runStep(manager, privilege, args) {
  const settings = Object.entries(manager.env ?? {}).map(([name, value]) => `${name}=${value}`);
  const [command = '', ...rest] = [...privilege, 'env', ...settings, manager.command, ...args];
  say(`running ${[command, ...rest].join(' ')} …`);
  return runChild(command, rest);
}

/**
 * The words before a command that give it the right to install: none for root and for brew,
 * `sudo -n` where sudo asks for no password, undefined where there is no right.
 * @param {PackageManager} manager
 * @returns {Promise<readonly string[] | undefined>}
 */
export async function privilegeFor(manager) {
  if (manager.command === 'brew' || process.getuid?.() === 0) return [];
  if (findOnPath(['sudo']) === undefined) return undefined;
  const { code } = await captureChild('sudo', ['-n', 'true'], { timeoutMs: 5000 });
  return code === 0 ? ['sudo', '-n'] : undefined;
}
