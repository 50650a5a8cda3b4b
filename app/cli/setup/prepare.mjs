/** What each command needs, made ready in order. */

import { buildIfStale } from './build.mjs';
import { findChromium } from './chromium.mjs';
import { installDependencies } from './dependencies.mjs';
import { ffmpegEnvironment } from './ffmpeg.mjs';
import { checkNodeVersion } from './node-version.mjs';
import { vulkanEnvironment } from './vulkan.mjs';

/**
 * @typedef {object} Needs
 * @property {boolean} [chromium] a browser, and the GPU driver that comes with it
 * @property {boolean} [ffmpeg] ffmpeg and ffprobe, if they can be had
 * @property {boolean} [build] the page in `dist/`, up to date
 */

/**
 * Makes ready what a command needs; what is ready already costs milliseconds.
 * @param {Needs} [needs] beside Node and the packages
 * @returns {Promise<NodeJS.ProcessEnv>} environment that tells child processes where things are
 * @throws {import('./say.mjs').SetupError} naming the remedy
 */
export async function prepare(needs = {}) {
  checkNodeVersion();
  await installDependencies();
  /** @type {NodeJS.ProcessEnv} */
  const environment = {};
  if (needs.ffmpeg) Object.assign(environment, await ffmpegEnvironment());
  if (needs.chromium) {
    const chromium = await findChromium();
    Object.assign(environment, { PHOSPHENE_CHROMIUM: chromium }, vulkanEnvironment(chromium));
  }
  if (needs.build) await buildIfStale();
  return environment;
}
