/** Which Chromium the tests and the headless commands drive, and how to come by one. */

import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { captureChild, findOnPath, isFile, scriptOf } from './child.mjs';
import { readIfThere, recall, remember } from './places.mjs';
import { SetupError, say } from './say.mjs';
import {
  installCommandFor,
  installSystemPackage,
  privilegeFor,
  runManager,
  systemManager,
} from './system-package.mjs';

const memory = 'chromium';

/** Environment variables that name a browser, the first that is set wins. */
const variables = ['PHOSPHENE_CHROMIUM', 'CHROME_PATH', 'PUPPETEER_EXECUTABLE_PATH'];

/**
 * WebGPU's f16 came with 120, its timestamp queries with 121.
 * @source https://developer.chrome.com/docs/web-platform/webgpu/news
 */
const oldestMajor = 121;

const programs = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
];

/** @type {Readonly<Record<string, readonly string[]>>} by package manager, with fonts to draw text */
const packages = {
  'apt-get': ['chromium', 'fonts-liberation'],
  dnf: ['chromium', 'liberation-sans-fonts'],
  pacman: ['chromium', 'ttf-liberation'],
  apk: ['chromium', 'font-liberation'],
  zypper: ['chromium', 'liberation-fonts'],
  brew: ['--cask', 'google-chrome'],
};

/**
 * The path of a Chromium that runs: the one that the environment names, the one that an earlier
 * run found, one that is installed, else one that is installed now.
 * @returns {Promise<string>}
 * @throws {SetupError} when there is none and none can be installed
 */
export async function findChromium() {
  const named = await namedChromium();
  if (named !== undefined) return named;
  const known = recall(memory);
  if (known !== undefined && isFile(known)) return known;
  const found = (await installedChromium()) ?? (await packagedChromium()) ?? (await downloaded());
  if (found === undefined) throw noChromium();
  remember(memory, found);
  say(`using the browser ${found}`);
  return found;
}

async function namedChromium() {
  const variable = variables.find((name) => process.env[name]);
  const path = variable && process.env[variable];
  if (variable === undefined || path === undefined) return undefined;
  if (isFile(path)) return path;
  throw new SetupError(
    `${variable} must be the path of a Chromium, got ${path}, where there is no file.`,
    `correct or unset ${variable} and run the command again.`,
  );
}

async function installedChromium() {
  for (const path of candidates()) {
    const refusal = await refusalOf(path);
    if (refusal === undefined) return path;
    say(`${path} can't be used: ${refusal}`);
  }
  return undefined;
}

/** Browsers that are installed; those in a snap's cage last, since it hides files from them. */
function candidates() {
  const onPath = programs.flatMap((name) => findOnPath([name]) ?? []);
  const isCaged = (/** @type {string} */ path) => realpathSync(path).includes('snap');
  return [
    ...onPath.filter((path) => !isCaged(path)),
    ...usualPlaces().filter(isFile),
    ...onPath.filter(isCaged),
  ];
}

/** @returns {string[]} */
function usualPlaces() {
  if (process.platform === 'darwin') {
    const folders = ['/Applications', join(process.env.HOME ?? '', 'Applications')];
    const names = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
    return folders.flatMap((folder) =>
      names.map((name) => `${folder}/${name}.app/Contents/MacOS/${name}`),
    );
  }
  if (process.platform !== 'win32') return [];
  const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap(
    (name) => process.env[name] ?? [],
  );
  const names = ['Google\\Chrome', 'Chromium', 'Microsoft\\Edge'];
  const program = (/** @type {string} */ name) =>
    name.endsWith('Edge') ? 'msedge.exe' : 'chrome.exe';
  return folders.flatMap((folder) =>
    names.map((name) => join(folder, name, 'Application', program(name))),
  );
}

/**
 * Why a browser can't be used, or undefined. Only asked on Linux: elsewhere a browser that is
 * there runs, and on Windows asking for its version opens a window.
 * @param {string} path
 * @returns {Promise<string | undefined>}
 */
async function refusalOf(path) {
  if (process.platform !== 'linux') return undefined;
  const { code, output } = await captureChild(path, ['--version'], { timeoutMs: 30_000 });
  const major = Number(/(\d+)\.\d+\.\d+/.exec(output)?.[1]);
  if (code !== 0) return output.trim().split('\n').at(-1) || `it ends with exit code ${code}.`;
  if (major < oldestMajor) return `it must be version ${oldestMajor} or newer, got ${major}.`;
  return undefined;
}

async function packagedChromium() {
  say('no Chromium found; trying the system’s package …');
  const refusal = (await snapStub()) ?? (await installSystemPackage('Chromium', packages));
  if (refusal !== undefined) say(`the system’s package can't be had: ${refusal}`);
  return refusal === undefined ? installedChromium() : undefined;
}

/** Ubuntu's package only points to a snap, which needs a running snapd. */
async function snapStub() {
  if (systemManager()?.command !== 'apt-get') return undefined;
  const { output } = await captureChild('apt-cache', ['show', 'chromium-browser']);
  return /^Version:.*snap/m.test(output) ? 'it only points to a snap.' : undefined;
}

async function downloaded() {
  say('trying Puppeteer’s download of Chrome (about 170 MB, which takes a while) …');
  const args = [scriptOf('puppeteer'), 'browsers', 'install', 'chrome'];
  const { code, output } = await captureChild(process.execPath, args);
  const path = /^chrome@\S+ (.+)$/m.exec(output)?.[1]?.trim();
  if (code !== 0 || path === undefined || !isFile(path)) {
    say(`Puppeteer’s download failed: ${downloadFailure(output)}`);
    return undefined;
  }
  if ((await refusalOf(path)) !== undefined) await installLibraries(path);
  const refusal = await refusalOf(path);
  if (refusal === undefined) return path;
  say(`${path} can't be used: ${refusal}`);
  return undefined;
}

/**
 * The reason among what the downloader prints, which is its manual for the most part.
 * @param {string} output
 */
export function downloadFailure(output) {
  const [, reason] = output.split(/^(?=Error: )/m);
  const lines = (reason ?? output).split('\n').filter((line) => !/^\s+at /.test(line));
  return lines.join('\n').trim() || 'it said nothing.';
}

/**
 * Chrome for Testing lists the Debian packages that it needs beside itself.
 * @param {string} path the browser
 */
async function installLibraries(path) {
  const list = readIfThere(join(path, '..', 'deb.deps'));
  const manager = systemManager();
  if (list === undefined || manager?.command !== 'apt-get') return;
  const privilege = await privilegeFor(manager);
  if (privilege === undefined) return;
  say('the downloaded Chrome needs libraries of the system.');
  const needs = list
    .split('\n')
    .filter((line) => line.trim() !== '')
    .join(', ');
  await runManager(manager, privilege, ['satisfy', '-y', '-q', '--no-install-recommends', needs]);
}

function noChromium() {
  const command = installCommandFor(packages);
  const byHand = command ? `install one by hand (\`${command}\`)` : 'install Chrome or Chromium';
  return new SetupError(
    'no Chromium could be found, installed or downloaded; the reasons are above.',
    `${byHand}, or set PHOSPHENE_CHROMIUM to the path of one, and run the command again.`,
  );
}
