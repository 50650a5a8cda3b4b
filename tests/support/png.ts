/** Writes a test's picture, so that it can be looked at. */
export { writePng } from '../../app/cli/picture/png.ts';
