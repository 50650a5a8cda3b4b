/**
 * The GPU that Dawn in Node computes on. By default that is SwiftShader, the software Vulkan
 * driver which every Chromium for Linux carries beside itself: the same everywhere, and new
 * enough for Dawn where a distribution's own software driver often is not.
 */

import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cache } from './places.mjs';
import { say } from './say.mjs';

const manifest = 'vk_swiftshader_icd.json';
const loader = 'libvulkan.so.1';

/** Where distributions keep the body of the browser that a script on the PATH starts. */
const browserFolders = [
  '/usr/lib/chromium',
  '/usr/lib/chromium-browser',
  '/usr/lib64/chromium-browser',
  '/usr/lib64/chromium',
  '/opt/google/chrome',
  '/opt/microsoft/msedge',
  '/snap/chromium/current/usr/lib/chromium-browser',
];

/**
 * The environment under which Dawn in Node finds its driver: empty where the system's own is
 * used (macOS, Windows, or `PHOSPHENE_GPU=hardware`).
 * @param {string} chromium path of the browser in use
 * @returns {NodeJS.ProcessEnv}
 */
export function vulkanEnvironment(chromium) {
  if (process.platform !== 'linux' || process.env.PHOSPHENE_GPU === 'hardware') return {};
  if (process.env.VK_DRIVER_FILES) return {};
  const folders = [dirname(realpathSync(chromium)), ...browserFolders];
  const folder = folders.find((place) => existsSync(join(place, manifest)));
  if (folder === undefined) {
    say(`${chromium} has no ${manifest} beside it; Dawn takes the system's Vulkan drivers.`);
    return {};
  }
  const driver = join(folder, manifest);
  // Vulkan loaders before 1.3.207 know the second name only.
  const names = { VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver };
  return { ...names, ...loaderEnvironment(folder), ...runtimeEnvironment() };
}

/**
 * The driver looks for a display through this folder, and complains once a device without it.
 * @returns {NodeJS.ProcessEnv}
 */
function runtimeEnvironment() {
  if (process.env.XDG_RUNTIME_DIR) return {};
  const place = join(cache, 'runtime');
  mkdirSync(place, { recursive: true, mode: 0o700 });
  return { XDG_RUNTIME_DIR: place };
}

/**
 * Dawn opens the system's Vulkan loader. A system without one gets the browser's, alone in a
 * folder of its own so that no other library of the browser shadows one of the system.
 * @param {string} folder the browser's
 * @returns {NodeJS.ProcessEnv}
 */
function loaderEnvironment(folder) {
  const own = join(folder, loader);
  if (systemFolders().some((place) => existsSync(join(place, loader))) || !existsSync(own)) {
    return {};
  }
  const place = join(cache, 'vulkan');
  mkdirSync(place, { recursive: true });
  rmSync(join(place, loader), { force: true });
  symlinkSync(own, join(place, loader));
  const others = process.env.LD_LIBRARY_PATH;
  return { LD_LIBRARY_PATH: others ? `${place}:${others}` : place };
}

/** Where the dynamic linker looks: the usual folders and their one per architecture. */
function systemFolders() {
  const parents = ['/lib', '/usr/lib', '/lib64', '/usr/lib64', '/usr/local/lib'];
  const present = parents.filter((folder) => existsSync(folder));
  const isTriplet = (/** @type {string} */ name) => name.includes('-linux-');
  return present.flatMap((folder) => [
    folder,
    ...readdirSync(folder)
      .filter(isTriplet)
      .map((name) => join(folder, name)),
  ]);
}
