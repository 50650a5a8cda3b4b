import { SetupError } from './say.mjs';

/** The oldest Node that the tool chain runs on, as [major, minor]. */
const oldest = /** @type {const} */ ([20, 19]);

/**
 * Makes sure that this Node is new enough.
 * @param {string} [version] as in `process.versions.node`
 * @throws {SetupError} when it is older than 20.19
 */
export function checkNodeVersion(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  throw new SetupError(
    `Node must be ${oldest.join('.')} or newer, got ${version}.`,
    'install a current Node from https://nodejs.org (or by your version manager, ' +
      'e.g. `nvm install 22`) and run the command again.',
  );
}
