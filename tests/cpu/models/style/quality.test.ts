import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { deadShare, dimRamp, latticeOf } from '../../../../app/cli/measure/picture-faults.ts';
import { parseSafetensors } from '../../../../engine/inference/weights/safetensors.ts';
import { builtInStyles } from '../../../../models/style/built-in.ts';
import { leavesPicture } from '../../../../models/style/fit/leaves.ts';
import { Painter } from '../../../../models/style/fit/painter.ts';
import { type Planes, planesOf } from '../../../../models/style/fit/planes.ts';
import model, { sizeWithin } from '../../../../models/style/model.ts';

const weightsFile = new URL('../../../../models/style/weights.s.safetensors', import.meta.url);
const missing = !existsSync(weightsFile);
if (missing) console.warn(`SKIPPED: what the style net paints, since ${weightsFile} is missing.`);
const openPainter = async () =>
  new Painter(await parseSafetensors(new Uint8Array(readFileSync(weightsFile)).buffer));

const SIDE = 64;
const SIZE = { width: SIDE, height: SIDE };
/** Of a full range of 1: what an eye finds on an even ground. */
const VISIBLE = 0.025;
const STYLES = ['starry-night', 'great-wave', 'udnie', 'engraving', 'neon'];

const painted = (painter: Painter, picture: Planes, style: string) => {
  const code = builtInStyles.find(({ name }) => name === style)?.code ?? expect.fail(style);
  return painter.paint(painter.contract(picture), painter.numbersOf(code)).painted.data;
};

it.skipIf(missing)('leaves no lattice on even light, bright or dim', async () => {
  const painter = await openPainter();
  for (const style of STYLES) {
    for (const brightest of [0.2, 0.9]) {
      const ramp = {
        ...planesOf(3, SIDE, SIDE),
        data: Float64Array.from(dimRamp(SIZE, brightest)),
      };
      const result = painted(painter, ramp, style);
      for (const period of [2, 8]) {
        expect(latticeOf(result, SIZE, period), `${style}, every ${period}`).toBeLessThan(VISIBLE);
      }
    }
  }
});

it.skipIf(missing)('leaves nothing of a picture dead', async () => {
  const painter = await openPainter();
  const picture = leavesPicture(SIDE, 11);
  for (const style of STYLES) {
    expect(deadShare(painted(painter, picture, style), picture.data, SIZE), style).toBe(0);
  }
});

it.each([
  [256, 144],
  [1280, 720],
  [720, 1280],
  [1024, 768],
  [1280, 548],
  [640, 640],
])('has sizes for a picture of %i × %i', (width, height) => {
  const picture = { width, height };
  const sizes = model.sizes?.(picture) ?? [];
  expect(sizes.length).toBeGreaterThan(2);
  for (const size of [...sizes, sizeWithin(picture, 1280)]) {
    expect([size.width % 8, size.height % 8]).toEqual([0, 0]);
    const shape = Math.log((size.width / size.height) * (height / width));
    expect(Math.abs(shape)).toBeLessThan(0.12);
  }
});
