/** Ableton Link, where its native package is installed; it is not part of Phosphene. */

const PACKAGE = 'abletonlink';
/** Milliseconds between two words on tempo and beat. */
const INTERVAL = 20;

/**
 * @typedef {object} NativeLink
 * @property {(interval: number, take: (beat: number, phase: number, bpm: number) => void) => void}
 *   startUpdate
 * @property {() => void} stopUpdate
 */

/**
 * Joins Link and tells of its tempo and beat.
 * @param {(news: { link: { bpm: number, beat: number } }) => void} tell
 * @returns {Promise<(() => void) | null>} leaves Link; null where the package is not installed
 */
export async function joinLink(tell) {
  /** @type {{ default?: new () => NativeLink }} */
  let native;
  try {
    native = await import(PACKAGE);
  } catch {
    return null;
  }
  if (!native.default) return null;
  const link = new native.default();
  link.startUpdate(INTERVAL, (beat, _phase, bpm) => tell({ link: { bpm, beat } }));
  return () => link.stopUpdate();
}
